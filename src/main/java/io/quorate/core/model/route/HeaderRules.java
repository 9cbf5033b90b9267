package io.quorate.core.model.route;

import io.quorate.core.model.text.HttpSyntax;
import io.quorate.core.model.text.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Changes header fields: first those of {@code remove} go, then those of {@code set} replace what there is, then those of
 * {@code add} are added. Names are in lower case and none is of the {@link ReservedFields}.
 */
public record HeaderRules(Map<String, Template> set, Map<String, Template> add, Set<String> remove) {
    public static final HeaderRules NONE = new HeaderRules(Map.of(), Map.of(), Set.of());

    public HeaderRules {
        set = checked(set);
        add = checked(add);
        remove = Set.copyOf(remove);
        remove.forEach(name -> HttpSyntax.checkHeaders(Map.of(name, "")));
        Stream.of(set.keySet(), add.keySet(), remove).flatMap(Set::stream).forEach(ReservedFields::check);
    }

    public boolean isEmpty() {
        return set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }

    /** Whether some rule is about that field. */
    public boolean concerns(String name) {
        return set.containsKey(name) || add.containsKey(name) || remove.contains(name);
    }

    /** In the order given, which is that of the fields on the wire. */
    private static Map<String, Template> checked(Map<String, Template> values) {
        values.forEach((name, value) -> HttpSyntax.checkHeaders(Map.of(name, value.text())));
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
