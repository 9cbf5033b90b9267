package io.quorate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing made wrong in a rendering.
 *
 * @param object its kind and its name, or the beginning of it: {@code Deployment/quorate}
 * @param path keys; an entry of a list is found by a value of its: {@code ports/name=http/containerPort}, a slash in a
 *     key is written {@code ~1}
 * @param value as YAML; empty to remove what is there
 */
record Change(String object, String path, String value) {
    void apply(List<ObjectNode> documents) {
        ObjectNode changed = documents.stream().filter(this::isIt).findFirst().orElseThrow();
        String[] steps = path.split("/", -1);
        JsonNode parent = changed;
        for (int i = 0; i < steps.length - 1; i++) {
            parent = next(parent, steps[i]);
        }
        assertThat(parent.isContainer()).as("%s %s", object, path).isTrue();
        String last = steps[steps.length - 1];
        if (parent instanceof ArrayNode list) {
            remove(list, last);
        } else {
            put((ObjectNode) parent, key(last));
        }
    }

    private boolean isIt(ObjectNode document) {
        String name = document.path("kind").asString() + "/"
                + document.path("metadata").path("name").asString();
        return object.endsWith("*") ? name.startsWith(object.substring(0, object.length() - 1)) : name.equals(object);
    }

    private static JsonNode next(JsonNode from, String step) {
        return from instanceof ArrayNode list ? entry(list, step) : from.path(key(step));
    }

    private static JsonNode entry(ArrayNode list, String step) {
        String[] wanted = key(step).split("=", 2);
        return StreamSupport.stream(list.spliterator(), false)
                .filter(each -> each.path(wanted[0]).asString("").equals(wanted[1]))
                .findFirst()
                .orElseThrow();
    }

    private void remove(ArrayNode list, String step) {
        assertThat(value).isEmpty();
        JsonNode entry = entry(list, step);
        list.removeIf(entry::equals);
    }

    private void put(ObjectNode parent, String key) {
        if (value.isEmpty()) {
            assertThat(parent.remove(key)).as("%s %s", object, path).isNotNull();
        } else {
            JsonNode before = parent.get(key);
            parent.set(key, Manifests.value(value));
            assertThat(parent.get(key)).as("%s %s", object, path).isNotEqualTo(before);
        }
    }

    private static String key(String step) {
        return step.replace("~1", "/");
    }
}
