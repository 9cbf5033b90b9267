package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import java.util.function.Function;

/** What holds where a key is absent. */
sealed interface Absence permits Absence.Refused, Absence.Meaningful, Absence.Replaced {
    /**
     * The key must be given.
     *
     * @param itself in the section; if not, a default or another file may give it
     */
    record Refused(boolean itself) implements Absence {}

    /** Absence is a value of its own. */
    record Meaningful() implements Absence {}

    /**
     * Something stands in for it.
     *
     * @param substitute may go by the fields that stand before
     */
    record Replaced(Function<Section, Node> substitute) implements Absence {}
}
