package io.quorate.discovery.kube;

import static io.quorate.discovery.kube.SliceMaker.ready;
import static io.quorate.discovery.kube.SliceMaker.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A process as it is shipped: without the models that pom.xml excludes. */
class SlicesProcessTest {
    private static final Pattern EXCLUDED =
            Pattern.compile("<exclusion>\\s*<groupId>io.fabric8</groupId>\\s*<artifactId>(kubernetes-model-[a-z]+)<");

    @Test
    void findsWithoutTheModelsThatAreLeftOutAndEndsWithItsEventLoops() throws Exception {
        Vertx vertx = Vertx.vertx();
        ScriptedApi api = new ScriptedApi(vertx, new HttpServerOptions());
        api.holds("1", slice("a", 8080, ready("10.0.0.1")));
        List<String> excluded = EXCLUDED.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(MatchResult::toString)
                .map(text -> text.replaceAll("(?s).*<artifactId>|<", ""))
                .toList();
        assertThat(excluded).hasSizeGreaterThan(5);

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dkubernetes.master=" + api.url(),
                        "-Dkubernetes.auth.tryKubeConfig=false",
                        "-cp",
                        classPathWithout(excluded),
                        SlicesProcess.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).contains("[10.0.0.1:8080]");
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroyForcibly();
            Seeker.waitFor(vertx.close());
        }
    }

    private static String classPathWithout(List<String> artifacts) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> artifacts.stream().noneMatch(name -> entry.contains("/" + name + "-")))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
