package io.quorate.config.schema;

import java.util.List;
import java.util.stream.Collectors;

/** Whether a key is acted on. */
sealed interface Support permits Support.ActedOn, Support.ActedOnFor, Support.ActedOnWith {
    /** It is. */
    record ActedOn() implements Support {}

    /** It is where another field has a certain value, and has no meaning elsewhere. */
    record ActedOnFor(Field<String> other, String word) implements Support {}

    /** It is where one of the other fields is given, and has no meaning elsewhere. */
    record ActedOnWith(List<Field<?>> others) implements Support {
        public ActedOnWith {
            others = List.copyOf(others);
        }

        /** The keys of the other fields, as in a sentence. */
        String words(String or) {
            return others.stream().map(Field::key).collect(Collectors.joining(or));
        }
    }
}
