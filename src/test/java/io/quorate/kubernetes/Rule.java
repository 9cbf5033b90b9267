package io.quorate.kubernetes;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Something that must hold of an installation. */
record Rule(String name, BiConsumer<Installation, Findings> check) {
    static final List<Rule> ALL = Stream.of(
                    PodRules.ALL,
                    ProcessRules.ALL,
                    WiringRules.ALL,
                    ServiceRules.ALL,
                    ConfigRules.ALL,
                    NetworkRules.ALL,
                    ScaleRules.ALL)
            .flatMap(List::stream)
            .toList();

    List<String> problems(Installation installation) {
        Findings findings = new Findings();
        check.accept(installation, findings);
        return findings.problems().stream()
                .map(problem -> name + ": " + problem)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
