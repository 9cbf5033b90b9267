package io.quorate.config.kind;

import io.quorate.config.schema.SectionShape;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What can have defaults. */
enum Kind {
    LISTENER("listener"),
    ROUTE("route"),
    UPSTREAM("upstream"),
    CHECK("check");

    /** Each has its own. */
    static final String NAME = "name";
    /** Told apart by the keys in it. */
    static final String TIMEOUTS = "timeouts";

    private static final Map<Kind, Set<String>> FLAT_KEYS = new EnumMap<>(Kind.class);
    private static final Map<String, List<String>> AMBIGUOUS = new LinkedHashMap<>();

    static {
        for (Kind kind : values()) {
            FLAT_KEYS.put(kind, flatKeysOf(kind));
            for (String key : kind.shape().keys()) {
                List<String> owners = ownersOf(key);
                if (owners.size() > 1 && !reserved().contains(key)) {
                    AMBIGUOUS.put(key, owners);
                }
            }
        }
    }

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    SectionShape<?> shape() {
        return switch (this) {
            case LISTENER -> ListenerSection.SHAPE;
            case ROUTE -> RouteSection.SHAPE;
            case UPSTREAM -> UpstreamSection.SHAPE;
            case CHECK -> CheckSection.SHAPE;
        };
    }

    /** Keys that mean something without the kind being said. */
    Set<String> flatKeys() {
        return FLAT_KEYS.getOrDefault(this, Set.of());
    }

    /** Keys that several kinds have, and which. */
    static Map<String, List<String>> ambiguous() {
        return AMBIGUOUS;
    }

    private static Set<String> flatKeysOf(Kind kind) {
        Set<String> keys = new TreeSet<>(kind.shape().keys());
        keys.removeIf(key -> ownersOf(key).size() > 1);
        keys.removeAll(reserved());
        return keys;
    }

    private static List<String> ownersOf(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.shape().keys().contains(key))
                .map(Kind::word)
                .toList();
    }

    private static Set<String> reserved() {
        Set<String> reserved = Arrays.stream(values()).map(Kind::word).collect(Collectors.toSet());
        reserved.add(NAME);
        reserved.add(TIMEOUTS);
        return reserved;
    }
}
