package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import java.util.List;

/** Whether a key is acted on. */
sealed interface Support permits Support.ActedOn, Support.ActedOnFor, Support.ActedOnWith, Support.NotYet {
    /** It is. */
    record ActedOn() implements Support {}

    /** It is where another field has a certain value, and has no meaning elsewhere. */
    record ActedOnFor(Field<String> other, String word) implements Support {}

    /** It is where another field is given, and has no meaning elsewhere. */
    record ActedOnWith(Field<?> other) implements Support {}

    /**
     * It is declared and checked, but refused, because nothing acts on it in this release.
     *
     * @param acceptable the values that ask for what happens anyway
     */
    record NotYet(List<Node> acceptable) implements Support {}
}
