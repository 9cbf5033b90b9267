package io.quorate.app.reload;

import io.quorate.core.model.Problem;
import java.util.List;

/** A member cannot start: its config cannot be served. */
public final class ConfigRefusedException extends RuntimeException {
    private final transient List<Problem> problems;

    public ConfigRefusedException(List<Problem> problems) {
        super("problems in the config: " + problems.size());
        this.problems = List.copyOf(problems);
    }

    /** Every problem that was found. */
    public List<Problem> problems() {
        return problems;
    }
}
