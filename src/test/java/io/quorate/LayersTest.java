package io.quorate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of who may know whom: arrows point downward only. */
class LayersTest {
    private static final String ROOT = "io.quorate.";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.quorate");

    /** Inside the core: a package and all that it may see. */
    private static final Map<String, List<String>> CORE = Map.of(
            "model", List.of(),
            "health", List.of("model"),
            "view", List.of("health", "model"),
            "plan", List.of("health", "model"),
            "balance", List.of("model"),
            "routing", List.of("view", "balance", "model"),
            "time", List.of(),
            "passive", List.of("model", "health", "view"),
            "discover", List.of("model"),
            "control", List.of("model", "health", "view", "plan", "balance", "routing", "passive"));

    /** The libraries that an edge may use besides Vert.x, SLF4J and the Prometheus client. */
    private static final Map<String, List<String>> EDGES = Map.of(
            "config", List.of("org.snakeyaml.engine.."),
            "probe", List.of("io.netty..", "javax.net.ssl..", "javax.security.auth.x500.."),
            "proxy", List.of("io.netty..", "javax.net.ssl.."),
            "cluster", List.of("com.hazelcast..", "javax.crypto..", "javax.xml.parsers..", "org.xml.sax.."),
            "discovery", List.of("io.netty..", "io.fabric8..", "javax.net.ssl.."),
            "admin", List.of());

    @Test
    void theCoreKnowsOnlyJavaAndJSpecify() {
        classes()
                .that()
                .resideInAPackage(ROOT + "core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + "core..", "java..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void coreArrowsPointDownward() {
        CORE.forEach((name, seen) -> {
            String[] allowed = new String[seen.size() + 3];
            allowed[0] = "java..";
            allowed[1] = "org.jspecify..";
            allowed[2] = ROOT + "core." + name + "..";
            for (int i = 0; i < seen.size(); i++) {
                allowed[i + 3] = ROOT + "core." + seen.get(i) + "..";
            }
            classes()
                    .that()
                    .resideInAPackage(ROOT + "core." + name + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed)
                    .allowEmptyShould(true)
                    .check(MAIN);
        });
    }

    @Test
    void anEdgeKnowsTheCoreItsLibraryAndNoOtherEdge() {
        EDGES.forEach((name, libraries) -> {
            List<String> allowed = new ArrayList<>(List.of(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "io.vertx..",
                    "io.prometheus..",
                    ROOT + "core..",
                    ROOT + name + ".."));
            allowed.addAll(libraries);
            classes()
                    .that()
                    .resideInAPackage(ROOT + name + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed.toArray(String[]::new))
                    .allowEmptyShould(true)
                    .check(MAIN);
        });
    }

    @Test
    void cliStandsOnAppAndAppOnTheEdges() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy(ROOT + "cli..")
                .optionalLayer("app")
                .definedBy(ROOT + "app..")
                .optionalLayer("edges")
                .definedBy(
                        EDGES.keySet().stream().map(name -> ROOT + name + "..").toArray(String[]::new))
                .layer("core")
                .definedBy(ROOT + "core..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("app")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("edges")
                .mayOnlyBeAccessedByLayers("app", "cli")
                .check(MAIN);
    }

    @Test
    void noPackageHasMoreThanFifteenFiles() {
        Map<String, Long> files = MAIN.stream()
                .filter(one -> one.isTopLevelClass() && !one.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files)
                .isNotEmpty()
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(15));
    }

    @Test
    void noPackageIsInACycle() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(MAIN);
    }
}
