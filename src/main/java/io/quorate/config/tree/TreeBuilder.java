package io.quorate.config.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds a tree from a parser's events. Events rather than the library's own nodes, because depth and the number of
 * nodes behind aliases have to be bounded before a hostile file can use up stack or memory.
 */
final class TreeBuilder {
    private static final int MAX_DEPTH = 64;
    private static final long MAX_NODES = 2_000_000;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    private final Iterator<Event> events;
    private final EnvironmentReferences references;
    private final Problems problems;
    /** Set when an anchored node is complete, so that no alias can reach into a node that holds it. */
    private final Map<Anchor, Node> anchors = new HashMap<>();

    TreeBuilder(Iterator<Event> events, EnvironmentReferences references, Problems problems) {
        this.events = events;
        this.references = references;
        this.problems = problems;
    }

    /** The root of the only document; nothing if there is none. */
    Node document(Place top) {
        Node root = new Node.Nothing(top);
        boolean seen = false;
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() != Event.ID.DocumentStart) {
                continue;
            }
            if (seen) {
                throw refusal(event, "a second document in one file (expected: one; use a file for each)");
            }
            seen = true;
            root = node(events.next(), top, 0);
        }
        return root;
    }

    private Node node(Event event, Place place, int depth) {
        if (depth > MAX_DEPTH) {
            throw refusal(event, "nested too deep (expected: at most " + MAX_DEPTH + " levels)");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        Node node = event instanceof ScalarEvent scalar ? scalar(scalar, place) : collection(event, place, depth);
        if (node.weight() > MAX_NODES) {
            throw refusal(event, "too many values (expected: at most " + MAX_NODES + ", aliases counted in full)");
        }
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private Node aliased(AliasEvent alias) {
        Node node = anchors.get(alias.getAlias());
        if (node == null) {
            throw refusal(alias, "alias '" + alias.getAlias() + "' before its anchor is complete");
        }
        return node;
    }

    private Node scalar(ScalarEvent event, Place place) {
        refuseTag(event, event.getTag());
        String written = event.getValue();
        if (event.isPlain() && NULLS.contains(written)) {
            return new Node.Nothing(place);
        }
        return references
                .resolve(place, written)
                .<Node>map(text -> new Node.Text(place, text))
                .orElseGet(() -> new Node.Unresolved(place));
    }

    private Node collection(Event event, Place place, int depth) {
        refuseTag(event, ((CollectionStartEvent) event).getTag());
        return event.getEventId() == Event.ID.SequenceStart ? items(place, depth) : entries(place, depth);
    }

    private Node items(Place place, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, place.item(items.size(), line(event)), depth + 1));
        }
        return new Node.Items(place, items);
    }

    private Node entries(Place place, int depth) {
        Map<String, Node> byKey = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(event instanceof ScalarEvent key)) {
                throw refusal(event, "a key that is not plain text (expected: a word)");
            }
            String name = EnvironmentReferences.restore(key.getValue());
            Place valuePlace = place.key(name, line(key));
            Node value = node(events.next(), valuePlace, depth + 1);
            Node first = byKey.putIfAbsent(name, value);
            if (first != null) {
                problems.add(
                        valuePlace,
                        "key '" + name + "' given twice (expected: once; first at line "
                                + first.place().line() + ")");
            }
        }
        return new Node.Entries(place, byKey);
    }

    private static void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw refusal(event, "tag " + tag.get() + " (expected: no tags)");
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private static Refusal refusal(Event event, String message) {
        return new Refusal(line(event), message);
    }

    /** A file that is YAML, but more than we take. */
    static final class Refusal extends RuntimeException {
        private final int line;

        private Refusal(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }
}
