package io.quorate.discovery.dns;

import java.util.List;

/** What came of a question. */
sealed interface Answer {
    /**
     * There are such records.
     *
     * @param entries at least one, all of the type that was asked for
     * @param additional what else was said that might be asked next
     * @param ttl the smallest of them and of the aliases on the way, in seconds
     */
    record Records(List<Entry> entries, List<Entry> additional, long ttl) implements Answer {
        public Records {
            entries = List.copyOf(entries);
            additional = List.copyOf(additional);
        }
    }

    /** The name is another name for this one, of which nothing was said. */
    record Elsewhere(String target, long ttl) implements Answer {}

    /** There are none, says one who should know. */
    record Missing(boolean nameExists) implements Answer {}

    /**
     * It is not known whether there are any.
     *
     * @param silent whether nobody answered at all
     */
    record Broken(String reason, boolean silent) implements Answer {}
}
