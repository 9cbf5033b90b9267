package io.quorate.config.tree;

import io.quorate.core.model.Problem;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what is wrong; the same thing found twice (a bad default, wherever it applies) is one problem. */
public final class Problems {
    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line);

    private final Set<Problem> found = new LinkedHashSet<>();

    public void add(Place place, String message) {
        found.add(place.problem(message));
    }

    public void add(Problem problem) {
        found.add(problem);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, by file and line. */
    public List<Problem> sorted() {
        return found.stream().sorted(BY_PLACE).toList();
    }
}
