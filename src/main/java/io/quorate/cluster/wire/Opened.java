package io.quorate.cluster.wire;

import io.quorate.core.view.Message;

/** What came of bytes that came in. */
public sealed interface Opened {
    /** A message to believe. */
    record Heard(Message message) implements Opened {}

    /**
     * Nothing to believe.
     *
     * @param from who sent it, as far as it says so; empty if it does not
     */
    record Dropped(Drop kind, String from) implements Opened {}

    /** An echo of what we told everybody. */
    record Own() implements Opened {}
}
