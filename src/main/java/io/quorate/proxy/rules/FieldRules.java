package io.quorate.proxy.rules;

import io.quorate.core.model.route.HeaderRules;
import io.vertx.core.MultiMap;

/** Carries out header rules. */
public final class FieldRules {
    private FieldRules() {}

    /** Changes the fields of a head: removes, then replaces, then adds. */
    public static void apply(HeaderRules rules, RequestValues values, MultiMap fields) {
        rules.remove().forEach(fields::remove);
        rules.set().forEach((name, value) -> fields.set(name, value.fill(values)));
        rules.add().forEach((name, value) -> fields.add(name, value.fill(values)));
    }
}
