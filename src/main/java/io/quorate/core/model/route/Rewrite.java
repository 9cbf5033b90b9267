package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;

/**
 * Changes the path that an endpoint sees: first a prefix is taken off, by whole segments, then one is put before. A
 * slash at the end of either changes nothing and is not kept.
 *
 * @param strip empty: none
 * @param add empty: none
 */
public record Rewrite(String strip, String add) {
    public static final Rewrite NONE = new Rewrite("", "");

    public Rewrite {
        strip = prefix("strip", strip);
        add = prefix("add", add);
    }

    private static String prefix(String what, String path) {
        boolean plain = path.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '?' && c != '#' && c != '\\');
        Expect.that(path.isEmpty() || (path.startsWith("/") && plain), what, path, "a path that starts with /");
        Expect.that(!path.contains("//"), what, path, "a path without empty segments");
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
