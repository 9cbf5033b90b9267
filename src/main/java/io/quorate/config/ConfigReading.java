package io.quorate.config;

import io.quorate.core.model.Problem;
import java.util.List;

/** What came of reading a config directory: a config that can be served, or everything that is wrong with it. */
public sealed interface ConfigReading permits ConfigReading.Accepted, ConfigReading.Rejected {
    /** It can be served. */
    record Accepted(LoadedConfig config) implements ConfigReading {}

    /** It cannot. */
    record Rejected(List<Problem> problems) implements ConfigReading {
        public Rejected {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("problems: none (expected: at least one)");
            }
        }
    }
}
