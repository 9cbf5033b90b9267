package io.quorate.discovery;

import io.quorate.core.model.upstream.Endpoint;
import java.util.List;

/** What came of looking for the endpoints of an upstream. */
public sealed interface Finding {
    /** All of them, each address once. Empty only if whoever was asked knows for sure that there are none. */
    record Found(List<Endpoint> endpoints) implements Finding {
        public Found {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * Nothing that could be believed: what was found before still holds.
     *
     * @param reason for people, in a few words and on one line
     * @param certain whether whoever was asked knows that there is nothing, and does not only not know
     */
    record Failed(String reason, boolean certain) implements Finding {
        /** Of which nobody knows anything. */
        public Failed(String reason) {
            this(reason, false);
        }
    }
}
