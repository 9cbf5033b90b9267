package io.quorate.config.schema;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A section that was read: the values of its fields. */
public final class Section {
    private final Map<String, Object> values = new HashMap<>();
    private final JsonObject json = new JsonObject();

    Section() {}

    /** The value of a field that has one in every section that could be read. */
    public <T> T get(Field<T> field) {
        return find(field).orElseThrow(() -> new IllegalStateException(field.key() + " may be absent"));
    }

    /** The value of a field that may be absent. */
    @SuppressWarnings("unchecked") // put is the only way in
    public <T> Optional<T> find(Field<T> field) {
        return Optional.ofNullable((T) values.get(field.key()));
    }

    <T> void put(Field<T> field, Read<T> read) {
        values.put(field.key(), read.value());
        json.put(field.key(), read.json());
    }

    JsonObject json() {
        return json;
    }
}
