package io.quorate.cluster;

import io.quorate.cluster.wire.Allowance;
import io.quorate.cluster.wire.Senders;
import io.quorate.core.model.MemberId;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What outlives one stay in the cluster.
 *
 * @param sequence of the last message we sent
 * @param senders who was heard, and up to which sequence number
 */
record Wiring(
        ClusterOptions options, MemberId self, Gate gate, Allowance allowance, AtomicLong sequence, Senders senders) {
    Wiring(ClusterOptions options, MemberId self, ClusterMetrics metrics) {
        this(options, self, new Gate(metrics), new Allowance(System.nanoTime()), new AtomicLong(), new Senders());
    }
}
