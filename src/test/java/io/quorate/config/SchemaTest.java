package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class SchemaTest {
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(ConfigSchema.json().encode());

    static List<Path> examples() throws IOException {
        List<Path> examples = new ArrayList<>(List.of(Path.of("conf/quorate.yaml")));
        try (Stream<Path> files = Files.list(Path.of("conf/examples"))) {
            files.forEach(examples::add);
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesAreValid(Path example) throws IOException {
        assertThat(errors(Files.readString(example))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listener: []",
                "listeners: {}",
                "listeners: [{address: 'a:1'}]",
                "listeners: [{name: '-'}]",
                "listeners: [{name: a, http2: 'yes'}]",
                "listeners: [{name: a, limits: {line: 8KB}}]",
                "listeners: [{name: a, timeouts: {head: 5}}]",
                "routes: [{name: a, path: /, exact: 1}]",
                "routes: [{name: a, methods: GET}]",
                "upstreams: [{name: a, endpoints: []}]",
                "upstreams: [{name: a, endpoints: [{address: 'a:1', weight: 1001}]}]",
                "upstreams: [{name: a, balance: best}]",
                "upstreams: [{name: a, check: {type: http, expect: {status: 99}}}]",
                "upstreams: [{name: a, check: {type: http, interval: 1 s}}]",
                "upstreams: [{name: a, panic: {threshold: half}}]",
                "defaults: {name: a}",
                "defaults: {headers: {}}",
                "accessLog: {colour: red}",
            })
    void brokenOnesAreNot(String yaml) throws IOException {
        assertThat(errors(yaml)).isNotEmpty();
    }

    @Test
    void aReferenceToTheEnvironmentMayStandForAnyScalar() throws IOException {
        assertThat(errors("""
                        listeners: [{name: a, http2: "${env:H2}", limits: {connections: "${env:N:-5}"}}]
                        upstreams: [{name: a, balance: "${env:B}", check: {interval: "${env:I:-2s}"}}]
                        """)).isEmpty();
    }

    @Test
    void itSaysWhatIsDefaultAndWhatGoesWithWhat() {
        JsonObject properties = ConfigSchema.json().getJsonObject("properties");
        JsonObject listener =
                properties.getJsonObject("listeners").getJsonObject("items").getJsonObject("properties");
        assertThat(listener.getJsonObject("http2").getBoolean("default")).isTrue();
        JsonObject upstream =
                properties.getJsonObject("upstreams").getJsonObject("items").getJsonObject("properties");
        JsonObject discover = upstream.getJsonObject("discover").getJsonObject("properties");
        assertThat(discover.getJsonObject("every").getString("description")).endsWith("Only with `dns` or `srv`.");
    }

    private static List<String> errors(String yaml) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        @SuppressWarnings("unchecked") // a file is a mapping
        JsonObject json = new JsonObject((Map<String, Object>) loaded);
        return SCHEMA.validate(json.encode(), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
