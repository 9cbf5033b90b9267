package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.core.model.text.Expect;
import java.util.Collection;

/** How problems are worded. */
final class Messages {
    private Messages() {}

    /** What a node is, in plain words. */
    static String kindOf(Node node) {
        if (node instanceof Node.Text text) {
            return text.text().isEmpty() ? "an empty text" : text.text();
        }
        if (node instanceof Node.Items) {
            return "a list";
        }
        return node instanceof Node.Entries ? "a mapping" : "no value";
    }

    static String mismatch(Node node, String expected) {
        return kindOf(node) + " (expected: " + expected + ")";
    }

    /** The exception for a text that is not what was expected. */
    static IllegalArgumentException refusal(String text, String expected) {
        return Expect.refusal("value", text.isEmpty() ? "an empty text" : text, expected);
    }

    /** The message of a value that refused itself, less its first words if they only repeat the path. */
    static String of(IllegalArgumentException refusal, String key) {
        String message = String.valueOf(refusal.getMessage());
        for (String prefix : new String[] {"value: ", key + ": "}) {
            if (message.startsWith(prefix)) {
                return message.substring(prefix.length());
            }
        }
        return message;
    }

    static String lastKey(String path) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        int bracket = key.indexOf('[');
        return bracket < 0 ? key : key.substring(0, bracket);
    }

    /** For a key that is not one of the known. */
    static String unknownKey(String key, Collection<String> known) {
        return "unknown key '" + key + "' (" + Nearest.hint(key, known) + ")";
    }
}
