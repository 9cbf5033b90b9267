package io.quorate.kubernetes;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with an installation, as it is found. */
final class Findings {
    private final List<String> problems = new ArrayList<>();

    void expect(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
