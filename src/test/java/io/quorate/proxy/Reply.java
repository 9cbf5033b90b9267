package io.quorate.proxy;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A response as a client read it from the wire; status 0 if there was none. */
record Reply(int status, Map<String, List<String>> fields, String body, boolean whole) {
    static final Reply NONE = new Reply(0, Map.of(), "", false);

    /** The field's values, joined; empty if it has none. */
    String field(String name) {
        return String.join(", ", fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }
}
