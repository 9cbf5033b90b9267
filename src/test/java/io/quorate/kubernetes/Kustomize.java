package io.quorate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders directories with the kustomize that comes in kubectl. */
final class Kustomize {
    static final Path ROOT = Path.of("k8s");

    /** The first that has components and all that the manifests use, with some years to spare. */
    private static final int OLDEST = 5;

    private static final Pattern VERSION = Pattern.compile("Kustomize Version: v(\\d+)\\.");

    private Kustomize() {}

    static void assumeInstalled() {
        assumeTrue(version() >= OLDEST, "kubectl with kustomize " + OLDEST + " or later is not on the path");
    }

    /** What would be applied, as YAML. */
    static String render(Path directory) {
        Printed printed = run("kubectl", "kustomize", directory.toString());
        assertThat(printed.status()).as(printed.text()).isZero();
        return printed.text();
    }

    /** What would be applied of a kustomization that only takes others together. */
    static String render(Path scratch, List<String> resources, List<String> components) {
        try {
            Path directory = Files.createTempDirectory(scratch.toRealPath(), "kustomization");
            Path root = directory.relativize(ROOT.toRealPath());
            StringBuilder text = new StringBuilder(
                    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: quorate\n");
            text.append("resources:\n");
            resources.forEach(
                    each -> text.append("  - ").append(root.resolve(each)).append('\n'));
            text.append("components:\n");
            components.forEach(
                    each -> text.append("  - ").append(root.resolve(each)).append('\n'));
            Files.writeString(directory.resolve("kustomization.yaml"), text);
            return render(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int version() {
        Printed printed = run("kubectl", "version", "--client");
        Matcher version = VERSION.matcher(printed.text());
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private record Printed(int status, String text) {}

    private static Printed run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Printed(process.exitValue(), text);
        } catch (IOException e) {
            return new Printed(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
