package io.quorate.docs;

import io.quorate.config.ConfigSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a page shows of a config, made whole: with what the reader has to have and the page does not need to show. */
final class Completed {
    private static final JsonObject SECTIONS = ConfigSchema.json().getJsonObject("properties");

    private Completed() {}

    /** A config that can be read, with all that the text says. */
    static JsonObject of(String text) {
        JsonObject config = atItsPlace(new JsonObject(object(text)));
        complete(config);
        return config;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String text) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text.stripIndent());
    }

    /** A text may begin with keys of the config, or with those of one listener, route or upstream. */
    private static JsonObject atItsPlace(JsonObject shown) {
        if (SECTIONS.fieldNames().containsAll(shown.fieldNames())) {
            return shown;
        }
        for (String list : List.of("upstreams", "listeners", "routes")) {
            if (fits(shown, SECTIONS.getJsonObject(list).getJsonObject("items"))) {
                return new JsonObject().put(list, new JsonArray().add(shown));
            }
        }
        return shown;
    }

    /** Whether the schema knows all keys, those of sections within it too. */
    private static boolean fits(JsonObject shown, JsonObject schema) {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        return properties.isEmpty()
                || shown.fieldNames().stream()
                        .allMatch(key -> properties.containsKey(key)
                                && (!(shown.getValue(key) instanceof JsonObject inner)
                                        || fits(inner, properties.getJsonObject(key))));
    }

    private static void complete(JsonObject config) {
        for (String list : List.of("listeners", "upstreams", "routes")) {
            if (!config.containsKey(list)) {
                config.put(list, new JsonArray());
            }
        }
        JsonArray routes = config.getJsonArray("routes");
        addMissing(config.getJsonArray("upstreams"), named(routes, "upstream"), "app");
        addMissing(config.getJsonArray("listeners"), named(routes, "listeners"), "web");
        each(config.getJsonArray("listeners"), listener -> absent(listener, "address", "127.0.0.1:0"));
        each(
                config.getJsonArray("upstreams"),
                upstream -> absent(
                        upstream, "endpoints", new JsonArray().add(new JsonObject().put("address", "127.0.0.1:9001"))));
        if (routes.isEmpty()) {
            String upstream = config.getJsonArray("upstreams").getJsonObject(0).getString("name");
            routes.add(new JsonObject().put("name", "all").put("upstream", upstream));
        }
        JsonObject first = config.getJsonArray("upstreams").getJsonObject(0);
        each(routes, route -> {
            absent(route, "name", "all");
            if (!route.containsKey("redirect") && !route.containsKey("respond")) {
                absent(route, "upstream", first.getString("name"));
            }
        });
    }

    private static Set<String> named(JsonArray routes, String key) {
        Set<String> names = new HashSet<>();
        each(routes, route -> {
            Object value = route.getValue(key);
            if (value instanceof JsonArray several) {
                several.forEach(name -> names.add(name.toString()));
            } else if (value != null) {
                names.add(value.toString());
            }
        });
        return names;
    }

    private static void addMissing(JsonArray things, Set<String> wanted, String unlessNamed) {
        Set<String> missing = new HashSet<>(wanted);
        each(things, thing -> {
            absent(thing, "name", unlessNamed);
            missing.remove(thing.getString("name"));
        });
        if (things.isEmpty() && missing.isEmpty()) {
            missing.add(unlessNamed);
        }
        missing.forEach(name -> things.add(new JsonObject().put("name", name)));
    }

    private static void absent(JsonObject thing, String key, Object value) {
        if (!thing.containsKey(key)) {
            thing.put(key, value);
        }
    }

    private static void each(JsonArray things, Consumer<JsonObject> what) {
        for (int i = 0; i < things.size(); i++) {
            what.accept(things.getJsonObject(i));
        }
    }
}
