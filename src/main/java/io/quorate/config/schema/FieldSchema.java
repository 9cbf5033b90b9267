package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The JSON Schema of one key. */
final class FieldSchema {
    private FieldSchema() {}

    static <T> JsonObject of(Field<T> field) {
        JsonObject schema = field.shape().schema().put("description", description(field));
        if (field.shape() instanceof ScalarShape) {
            schema.put("title", field.shape().expected());
        }
        if (field.absence() instanceof Absence.Replaced replaced && !(field.shape() instanceof SectionShape)) {
            Node substitute = replaced.substitute().apply(new Section());
            Optional<Read<T>> read = field.shape().read(substitute, new Problems());
            read.ifPresent(value -> schema.put("default", value.json()));
        }
        return schema;
    }

    private static String description(Field<?> field) {
        StringBuilder description = new StringBuilder(field.description());
        if (field.absence() instanceof Absence.Refused refused) {
            description.append(refused.itself() ? " Required." : " Required, unless given elsewhere.");
        }
        if (field.support() instanceof Support.ActedOnFor only) {
            description.append(" Only where `%s` is %s.".formatted(only.other().key(), only.word()));
        }
        if (field.support() instanceof Support.ActedOnWith only) {
            description.append(" Only with `%s`.".formatted(only.words("` or `")));
        }
        return description.toString();
    }
}
