package io.quorate.core.model.route;

import io.quorate.core.model.text.Template;
import java.util.Map;
import java.util.Set;

/**
 * Changes header fields: first those of {@code remove} go, then those of {@code set} replace what there is, then those of
 * {@code add} are added. Names are in lower case.
 */
public record HeaderRules(Map<String, Template> set, Map<String, Template> add, Set<String> remove) {
    public static final HeaderRules NONE = new HeaderRules(Map.of(), Map.of(), Set.of());

    public HeaderRules {
        set = Map.copyOf(set);
        add = Map.copyOf(add);
        remove = Set.copyOf(remove);
    }

    public boolean isEmpty() {
        return set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }
}
