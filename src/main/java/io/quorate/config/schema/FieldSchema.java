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
        if (field.absence() instanceof Absence.Replaced replaced && !(field.shape() instanceof SectionShape)) {
            Node substitute = replaced.substitute().apply(new Section());
            Optional<Read<T>> read = field.shape().read(substitute, new Problems());
            read.ifPresent(value -> schema.put("default", value.json()));
        }
        return schema;
    }

    private static String description(Field<?> field) {
        if (field.support() instanceof Support.NotYet) {
            return field.description() + " Not supported yet.";
        }
        if (field.support() instanceof Support.ActedOnFor only) {
            return field.description() + " Only where " + only.other().key() + " is " + only.word() + ".";
        }
        return field.description();
    }
}
