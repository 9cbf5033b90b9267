package io.quorate.cluster.wire;

import io.quorate.core.model.MemberId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The replay windows of those who were heard last. Safe for threads. */
public final class Senders {
    private static final int MOST = 1024;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<MemberId, ReplayWindow> windows = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MemberId, ReplayWindow> eldest) {
            return size() > MOST;
        }
    };

    synchronized boolean accept(MemberId from, long sequence) {
        return windows.computeIfAbsent(from, unused -> new ReplayWindow()).accept(sequence);
    }

    synchronized int size() {
        return windows.size();
    }
}
