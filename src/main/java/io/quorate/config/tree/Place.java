package io.quorate.config.tree;

import io.quorate.core.model.Problem;

/**
 * Where a value stands.
 *
 * @param line from 1; 0 if it stands in no file
 * @param path from the top of its file, list indices counted within the file
 */
public record Place(String file, int line, String path) {
    /** Of what the schema brings along, not a file. */
    public static final Place NOWHERE = new Place("", 0, "");

    /** The place of the value of a key of the mapping that stands here. */
    public Place key(String key, int keyLine) {
        return new Place(file, keyLine, path.isEmpty() ? key : path + "." + key);
    }

    /** The place of an item of the list that stands here. */
    public Place item(int index, int itemLine) {
        return new Place(file, itemLine, path + "[" + index + "]");
    }

    /** Whether the value comes from the section of defaults. */
    public boolean inDefaults() {
        return path.startsWith("defaults.");
    }

    /** Something wrong with the value that stands here. */
    public Problem problem(String message) {
        return new Problem(file, line, path, message);
    }

    /** For other problems to refer to: {@code file:line}. */
    public String reference() {
        return file + ":" + line;
    }
}
