package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Header names, kept in lower case, each with a value of one shape.
 *
 * @param name what the keys must look like
 */
public record MapShape<T>(Shape<String> name, Shape<T> value) implements Shape<Map<String, T>> {
    @Override
    public Optional<Read<Map<String, T>>> read(Node node, Problems problems) {
        if (!(node instanceof Node.Entries entries)) {
            problems.add(node.place(), Messages.mismatch(node, expected()));
            return Optional.empty();
        }
        Map<String, T> values = new LinkedHashMap<>();
        JsonObject json = new JsonObject();
        entries.byKey().forEach((key, each) -> {
            Optional<Read<String>> readName = name.read(new Node.Text(each.place(), key), problems);
            Optional<Read<T>> read = value.read(each, problems);
            if (readName.isEmpty() || read.isEmpty()) {
                return;
            }
            String lower = readName.get().value();
            if (values.putIfAbsent(lower, read.get().value()) != null) {
                problems.add(each.place(), "name '" + lower + "' given twice (expected: once, in upper or lower case)");
            }
            json.put(lower, read.get().json());
        });
        return values.size() == entries.byKey().size() ? Optional.of(new Read<>(values, json)) : Optional.empty();
    }

    @Override
    public JsonObject schema() {
        return new JsonObject().put("type", "object").put("additionalProperties", value.schema());
    }

    @Override
    public String expected() {
        return "a mapping of names to " + value.expected();
    }
}
