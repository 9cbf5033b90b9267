package io.quorate.config.tree;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value as it stands in a file, nothing known yet of what it should be. */
public sealed interface Node permits Node.Text, Node.File, Node.Nothing, Node.Unresolved, Node.Items, Node.Entries {
    /** Where it stands. An aliased value stands where its anchor is. */
    Place place();

    /** How many nodes it is made of, those behind aliases counted each time. */
    long weight();

    /** A scalar, as written, with references to the environment put in. */
    record Text(Place place, String text) implements Node {
        @Override
        public long weight() {
            return 1;
        }
    }

    /**
     * The path of a file, and what is in it.
     *
     * @param path as written
     * @param fault why the file could not be read; empty if it was
     */
    record File(Place place, String path, String content, String fault) implements Node {
        @Override
        public long weight() {
            return 1;
        }

        /** Never the content: it may be a key. */
        @Override
        public String toString() {
            return path;
        }
    }

    /** A key without a value, or null. */
    record Nothing(Place place) implements Node {
        @Override
        public long weight() {
            return 1;
        }
    }

    /** A scalar with a reference that could not be resolved, which is a problem that is known already. */
    record Unresolved(Place place) implements Node {
        @Override
        public long weight() {
            return 1;
        }
    }

    /** A list. */
    record Items(Place place, List<Node> items, long weight) implements Node {
        public Items(Place place, List<Node> items) {
            this(place, List.copyOf(items), 1 + weightOf(items));
        }
    }

    /** A mapping, in the order of the file. */
    record Entries(Place place, Map<String, Node> byKey, long weight) implements Node {
        public Entries(Place place, Map<String, Node> byKey) {
            this(
                    place,
                    Collections.unmodifiableMap(new LinkedHashMap<>(byKey)),
                    1 + byKey.size() + weightOf(byKey.values()));
        }

        /** The value of a key, if there is one. */
        public Optional<Node> find(String key) {
            return Optional.ofNullable(byKey.get(key));
        }

        /** The text of a key, if it has one. */
        public Optional<String> text(String key) {
            return find(key).filter(Text.class::isInstance).map(node -> ((Text) node).text());
        }

        /** The value of a key if it is a mapping; an empty one otherwise. */
        public Entries section(String key) {
            return find(key)
                    .filter(Entries.class::isInstance)
                    .map(Entries.class::cast)
                    .orElseGet(() -> new Entries(place.key(key, place.line()), Map.of()));
        }

        /** The items of a key if it is a list; none otherwise. */
        public List<Node> items(String key) {
            return find(key)
                    .filter(Items.class::isInstance)
                    .map(node -> ((Items) node).items())
                    .orElse(List.of());
        }
    }

    private static long weightOf(Iterable<Node> nodes) {
        long weight = 0;
        for (Node node : nodes) {
            weight += node.weight();
        }
        return weight;
    }
}
