package io.quorate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @ValueSource(strings = {"secrets", "tls", "service-monitor", "endpoint-slices"})
    void eachComponentFitsTheBase(String component) {
        expectNothing(Kustomize.render(scratch, List.of("base"), List.of("components/" + component)));
    }

    @Test
    void allComponentsFitTogetherInProduction() {
        List<String> components = List.of("components/service-monitor", "components/endpoint-slices");
        expectNothing(Kustomize.render(scratch, List.of("overlays/prod"), components));
    }

    private static void expectNothing(String yaml) {
        Installation installation = new Installation(Manifests.documents(yaml), scratch);
        assertThat(Rule.ALL).flatExtracting(rule -> rule.problems(installation)).isEmpty();
    }
}
