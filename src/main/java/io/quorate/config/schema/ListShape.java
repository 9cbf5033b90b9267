package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of values of one shape.
 *
 * @param least how many there must be
 * @param scalarToo whether a single scalar stands for a list of one
 */
public record ListShape<T>(Shape<T> item, int least, boolean scalarToo) implements Shape<List<T>> {
    public static <T> ListShape<T> of(Shape<T> item) {
        return new ListShape<>(item, 0, false);
    }

    /** With at least one item. */
    public static <T> ListShape<T> some(Shape<T> item) {
        return new ListShape<>(item, 1, false);
    }

    /** With at least one item, or one scalar instead of the list. */
    public static <T> ListShape<T> oneOrMore(Shape<T> item) {
        return new ListShape<>(item, 1, true);
    }

    @Override
    public Optional<Read<List<T>>> read(Node node, Problems problems) {
        List<Node> nodes = node instanceof Node.Items items ? items.items() : List.of(node);
        boolean list = node instanceof Node.Items || (scalarToo && !(node instanceof Node.Entries));
        if (!list || nodes.size() < least) {
            problems.add(
                    node.place(),
                    list ? "an empty list (expected: " + expected() + ")" : Messages.mismatch(node, expected()));
            return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        JsonArray json = new JsonArray();
        for (Node each : nodes) {
            item.read(each, problems).ifPresent(read -> {
                values.add(read.value());
                json.add(read.json());
            });
        }
        return values.size() == nodes.size() ? Optional.of(new Read<>(List.copyOf(values), json)) : Optional.empty();
    }

    @Override
    public JsonObject schema() {
        JsonObject list = new JsonObject().put("type", "array").put("items", item.schema());
        if (least > 0) {
            list.put("minItems", least);
        }
        return scalarToo
                ? new JsonObject()
                        .put("anyOf", new JsonArray().add(item.schema()).add(list))
                : list;
    }

    @Override
    public String expected() {
        return (scalarToo ? "one or a list of: " : least > 0 ? "a list, not empty, of: " : "a list of: ")
                + item.expected();
    }
}
