package io.quorate.cluster;

import io.quorate.cluster.wire.Drop;
import io.quorate.core.view.Message;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is let in and what is dropped, and logs each kind of drop at most once a minute. Safe for threads. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int LONGEST_NAME = 64;

    private final ClusterMetrics metrics;
    private final Map<Drop, Long> loggedAt = new EnumMap<>(Drop.class);

    Gate(ClusterMetrics metrics) {
        this.metrics = metrics;
    }

    void heard(Message message) {
        metrics.heard(message);
    }

    /**
     * Counts a drop.
     *
     * @param from whose message it was or was to be, in their own words: not to be trusted
     */
    void dropped(Drop kind, String from) {
        metrics.dropped(kind);
        if (isDue(kind, System.nanoTime())) {
            LOG.warn("event=report_dropped kind={} from={}", kind.word(), printable(from));
        }
    }

    private synchronized boolean isDue(Drop kind, long now) {
        Long last = loggedAt.get(kind);
        if (last != null && now - last < QUIET_NANOS) {
            return false;
        }
        loggedAt.put(kind, now);
        return true;
    }

    private static String printable(String from) {
        String shortened = from.length() > LONGEST_NAME ? from.substring(0, LONGEST_NAME) : from;
        String safe = shortened.replaceAll("[^\\w.:@-]", "?");
        return safe.isEmpty() ? "unknown" : safe;
    }
}
