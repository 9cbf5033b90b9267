package io.quorate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination that is meant, by every rule. */
class OverlaysTest {
    @TempDir
    private static Path scratch;

    @BeforeAll
    static void kustomize() {
        Kustomize.assumeInstalled();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
    void allOfItFitsTogether(String directory) {
        expectNothing(Kustomize.render(Kustomize.ROOT.resolve(directory)));
    }

    static Stream<List<String>> components() {
        return Stream.of("secrets", "tls", "service-monitor", "endpoint-slices").map(List::of);
    }

    @ParameterizedTest
    @MethodSource("components")
    void componentsFitTheBase(List<String> components) {
        expectNothing(render("base", components));
    }

    @Test
    void allComponentsFitTogetherInProduction() {
        expectNothing(render("overlays/prod", List.of("service-monitor", "endpoint-slices")));
    }

    private static void expectNothing(String yaml) {
        Installation installation = new Installation(Manifests.documents(yaml), scratch);
        assertThat(Rule.ALL).flatExtracting(rule -> rule.problems(installation)).isEmpty();
    }

    private static String render(String base, List<String> components) {
        return Kustomize.render(
                scratch,
                List.of(base),
                components.stream().map("components/"::concat).toList());
    }
}
