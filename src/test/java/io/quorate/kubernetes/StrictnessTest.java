package io.quorate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The files as they stand, patches among them; needs no kubectl. */
class StrictnessTest {
    private static final String KUSTOMIZATION = "kustomization.yaml";

    /** The first version in the file is the project's own. */
    private static final Pattern PROJECT_VERSION = Pattern.compile("<version>([^<]+)</version>");

    static List<Path> manifests() {
        return files().filter(file -> file.toString().endsWith(".yaml"))
                .filter(file -> !file.getFileName().toString().equals(KUSTOMIZATION))
                .filter(file -> !file.toString().contains("/conf/"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyFileHasOnlyKeysOfItsKind(Path file) throws IOException {
        assertThat(Manifests.of(Manifests.documents(Files.readString(file))).objects())
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base/deployment.yaml          | readinessProbe:        | readynessProbe:",
                "base/deployment.yaml          | periodSeconds: 1       | periodSecond: 1",
                "base/deployment.yaml          | drop:                  | dropped:",
                "base/deployment.yaml          | runAsUser: 10001       | runAsUser: nobody",
                "base/deployment.yaml          | fieldPath: status.podIP | fieldPaht: status.podIP",
                "base/deployment.yaml          | sizeLimit:             | limit:",
                "base/services.yaml            | publishNotReadyAddresses: | publishNotReady:",
                "base/services.yaml            | targetPort: http       | containerPort: http",
                "base/network-policies.yaml    | podSelector:           | selector:",
                "base/namespace.yaml           | labels:                | label:",
                "base/service-account.yaml     | automountServiceAccountToken: | automount:",
                "overlays/prod/pod-disruption-budget.yaml | maxUnavailable: | maxUnavailables:",
                "overlays/prod/horizontal-pod-autoscaler.yaml | stabilizationWindowSeconds: | window:",
                "components/endpoint-slices/rbac.yaml | verbs:             | verb:",
                "components/endpoint-slices/rbac.yaml | roleRef:           | role:",
                "components/service-monitor/service-monitor.yaml | port: admin | name: admin",
                "components/secrets/deployment.yaml | secretKeyRef:   | secretRef:",
            })
    void aKeyThatIsMisspeltIsRefused(String file, String right, String wrong) throws IOException {
        String text = Files.readString(Kustomize.ROOT.resolve(file));
        assertThat(text).contains(right);
        List<ObjectNode> documents = Manifests.documents(text.replace(right, wrong));
        assertThatThrownBy(() -> Manifests.of(documents)).isInstanceOf(DatabindException.class);
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        String text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  name: b\n";
        assertThatThrownBy(() -> Manifests.documents(text)).isInstanceOf(StreamReadException.class);
    }

    @Test
    void aKindThatNobodyKnowsIsRefused() {
        List<ObjectNode> documents = Manifests.documents("apiVersion: apps/v1beta1\nkind: Deployment\n");
        assertThatThrownBy(() -> Manifests.of(documents)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyFileIsNamedByTheKustomizationOfItsDirectory() throws IOException {
        Set<Path> named = new TreeSet<>();
        for (Path each : files().filter(file -> file.endsWith(KUSTOMIZATION)).toList()) {
            named.add(each);
            JsonNode kustomization = Manifests.documents(Files.readString(each)).get(0);
            texts(kustomization)
                    .map(text -> each.resolveSibling(text).normalize())
                    .filter(Files::isRegularFile)
                    .forEach(named::add);
        }
        assertThat(files().toList()).containsExactlyInAnyOrderElementsOf(named);
    }

    /** Since the base may only have files of its own directory. */
    @Test
    void theClusterFileIsTheOneOfTheRootExceptForHowMembersFindEachOther() throws IOException {
        String root = Files.readString(Path.of("cluster.xml"));
        String ours = Files.readString(Kustomize.ROOT.resolve("base/cluster.xml"));
        assertThat(withoutJoin(ours)).isEqualTo(withoutJoin(root)).contains("<join/>");
    }

    @Test
    void theImageOfTheBaseIsTheOneThatTheBuildMakes() throws IOException {
        Matcher version = PROJECT_VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(Kustomize.ROOT.resolve("base/deployment.yaml")))
                .contains("image: quorate:" + version.group(1) + "\n");
    }

    /** The rules take these for there; somebody has to be told to make them. */
    @Test
    void theDocsSayHowToMakeEverySecret() throws IOException {
        String docs = Files.readString(Path.of("docs/kubernetes.md"));
        Installation.SECRETS.forEach((name, content) -> {
            assertThat(docs).containsPattern("kubectl -n quorate create secret (generic|tls) " + name + " ");
            assertThat(docs).contains(content.keySet());
        });
    }

    private static String withoutJoin(String xml) {
        return xml.replaceFirst("(?s)<join>.*</join>", "<join/>")
                .replaceFirst("(?s) *<!--(?:(?!-->).)*-->\\s*<property name=\"hazelcast.wait[^\n]*", "<wait/>");
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isString()
                ? Stream.of(node.asString())
                : node.values().stream().flatMap(StrictnessTest::texts);
    }

    private static Stream<Path> files() {
        try (Stream<Path> all = Files.walk(Kustomize.ROOT)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
