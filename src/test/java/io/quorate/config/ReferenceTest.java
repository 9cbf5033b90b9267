package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps the reference in the documentation in step with the schema; -Dquorate.write=true writes it. */
class ReferenceTest {
    private static final Path DOCUMENT = Path.of("docs/config.md");
    private static final String MARK = "<!-- reference -->\n";

    @Test
    void theDocumentSaysWhatTheSchemaSays() throws IOException {
        String document = Files.readString(DOCUMENT);
        String prose = document.substring(0, document.indexOf(MARK) + MARK.length());
        StringBuilder reference = new StringBuilder(prose);
        JsonObject properties = ConfigSchema.json().getJsonObject("properties");
        properties.fieldNames().forEach(key -> table(reference, key, properties.getJsonObject(key)));
        if (Boolean.getBoolean("quorate.write")) {
            Files.writeString(DOCUMENT, reference);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("run with -Dquorate.write=true")
                .isEqualTo(reference.toString());
    }

    private static void table(StringBuilder out, String key, JsonObject schema) {
        out.append("\n### ").append(key).append('\n');
        out.append(schema.getString("description")).append('\n');
        if (!key.equals("defaults")) {
            out.append("\n| key | value | unless given | |\n|---|---|---|---|\n");
            rows(out, "", schema);
        }
    }

    private static void rows(StringBuilder out, String prefix, JsonObject schema) {
        JsonObject section = schema.getJsonObject("items", schema);
        JsonObject properties = section.getJsonObject("properties", new JsonObject());
        for (String key : properties.fieldNames()) {
            JsonObject property = properties.getJsonObject(key);
            out.append("| `%s%s` | %s | %s | %s |\n"
                    .formatted(prefix, key, value(property), fallback(property), property.getString("description")));
            rows(out, prefix + key + ("array".equals(property.getString("type")) ? "[]." : "."), property);
        }
    }

    private static String value(JsonObject property) {
        if (property.containsKey("title")) {
            return property.getString("title");
        }
        return "object".equals(property.getString("type"))
                ? property.containsKey("properties") ? "a section" : "header names and values"
                : "a list";
    }

    private static String fallback(JsonObject property) {
        Object value = property.getValue("default");
        if (value == null || value.toString().matches("\\[]|\\{}|")) {
            return "";
        }
        return "`" + value.toString().replaceAll("[\\[\\]\"]", "").replace(",", ", ") + "`";
    }
}
