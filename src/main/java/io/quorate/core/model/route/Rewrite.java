package io.quorate.core.model.route;

/**
 * Changes the path that an endpoint sees: first a prefix is taken off, by whole segments, then one is put before.
 *
 * @param strip empty: none
 * @param add empty: none
 */
public record Rewrite(String strip, String add) {
    public static final Rewrite NONE = new Rewrite("", "");
}
