package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * One piece of text with a meaning.
 *
 * @param expected for messages
 * @param parser throws {@link IllegalArgumentException}, with a message for the user, for what it does not take
 * @param json of a value and the text that it was read from
 * @param schema what the text must be, references to the environment aside
 */
record ScalarShape<T>(String expected, Function<String, T> parser, Json<T> json, JsonObject schema)
        implements Shape<T> {
    /** What an operator sees of a value. */
    interface Json<T> {
        Object of(T value, String text);
    }

    @Override
    public Optional<Read<T>> read(Node node, Problems problems) {
        if (node instanceof Node.Unresolved) {
            return Optional.empty();
        }
        if (!(node instanceof Node.Text text)) {
            problems.add(node.place(), Messages.mismatch(node, expected));
            return Optional.empty();
        }
        try {
            T value = parser.apply(text.text());
            return Optional.of(new Read<>(value, json.of(value, text.text())));
        } catch (IllegalArgumentException e) {
            problems.add(
                    node.place(), Messages.of(e, Messages.lastKey(node.place().path())));
            return Optional.empty();
        }
    }

    @Override
    public JsonObject schema() {
        JsonObject reference = new JsonObject().put("$ref", "#/$defs/environment");
        return new JsonObject().put("anyOf", new JsonArray().add(schema.copy()).add(reference));
    }
}
