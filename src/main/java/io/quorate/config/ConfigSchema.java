package io.quorate.config;

import io.quorate.config.kind.Interpreter;
import io.vertx.core.json.JsonObject;

/** The JSON Schema of a config file, made from what files are checked by. */
public final class ConfigSchema {
    private ConfigSchema() {}

    /**
     * The schema, draft 2020-12. It is a little wider than the check: what a default may give is not required, and
     * what holds between values or files is left out.
     */
    public static JsonObject json() {
        JsonObject environment = new JsonObject()
                .put("type", "string")
                .put("pattern", "\\$\\{env:")
                .put("description", "A value from the environment: ${env:NAME} or ${env:NAME:-default}.");
        JsonObject schema = new JsonObject()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Quorate: one file of a config directory");
        return schema.mergeIn(Interpreter.schema()).put("$defs", new JsonObject().put("environment", environment));
    }
}
