package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import io.quorate.config.tree.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the files of a directory together: lists go on from file to file, a section stands in one file only. */
final class Files {
    private final Place top;
    private final Problems problems;
    private final Map<String, Node> sections = new LinkedHashMap<>();
    private final Map<String, List<Node>> lists = new LinkedHashMap<>();

    private boolean complete = true;

    Files(Place top, Problems problems) {
        this.top = top;
        this.problems = problems;
    }

    void add(Node.Entries file) {
        RootSection.SHAPE.refuseUnknown(file, problems);
        for (Field<?> field : RootSection.SHAPE.fields()) {
            file.find(field.key()).ifPresent(value -> {
                if (field.shape() instanceof ListShape<?>) {
                    addToList(field, value);
                } else {
                    addSection(field.key(), value);
                }
            });
        }
    }

    /** Whether every list could be taken. */
    boolean complete() {
        return complete;
    }

    Node.Entries merged() {
        Map<String, Node> merged = new LinkedHashMap<>(sections);
        lists.forEach((key, items) -> merged.put(key, new Node.Items(top.key(key, top.line()), items)));
        if (merged.get(RootSection.DEFAULTS.key()) instanceof Node.Entries defaults) {
            merged.put(RootSection.DEFAULTS.key(), Defaults.withoutAmbiguous(defaults, problems));
        }
        return new Node.Entries(top, merged);
    }

    /** What is no list is refused here, since its place among the others is lost later on. */
    private void addToList(Field<?> field, Node value) {
        if (value instanceof Node.Items list) {
            lists.computeIfAbsent(field.key(), unused -> new ArrayList<>()).addAll(list.items());
        } else {
            complete = false;
            field.shape().read(value, problems);
        }
    }

    private void addSection(String key, Node value) {
        Node first = sections.putIfAbsent(key, value);
        if (first != null) {
            problems.add(
                    value.place(),
                    "'" + key + "' stands in two files (expected: one; also at "
                            + first.place().reference() + ")");
        }
    }
}
