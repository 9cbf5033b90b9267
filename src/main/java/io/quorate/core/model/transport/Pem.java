package io.quorate.core.model.transport;

/**
 * A PEM file as it was read: a config is a value, so what is in its files is a part of it, and a renewed file makes another
 * config.
 *
 * @param path as it was written in the config
 * @param text all that was in the file
 */
public record Pem(String path, String text) {
    /** No file. */
    public static final Pem NONE = new Pem("", "");

    public boolean isAbsent() {
        return path.isEmpty();
    }

    /** Never the content: it may be a key. */
    @Override
    public String toString() {
        return path;
    }
}
