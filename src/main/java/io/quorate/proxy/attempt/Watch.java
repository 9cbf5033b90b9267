package io.quorate.proxy.attempt;

import org.jspecify.annotations.Nullable;

/**
 * What one event loop has sent to one endpoint and not heard of since. An endpoint that answered often of late, and from
 * which then nothing at all comes for much longer than its slowest answer took, is silent: it hangs, or packets to it are
 * lost. That shows long before a probe, or any request of its own, has waited in vain. One slow request among others that
 * are answered is no silence, and of an endpoint that is seldom asked nobody knows how long it takes. Times are in
 * milliseconds of one monotonic clock.
 */
public final class Watch {
    public static final long LEAST_SILENCE_MILLIS = 250;
    static final int LEAST_HEARD = 20;

    /** Connects in a row that were outrun, and for how long none came: then it is not the way that is long. */
    static final int LEAST_OUTRUN = 3;

    static final long LEAST_OUTRUN_MILLIS = 250;

    private static final long TIMES_SLOWEST = 3;
    private static final long FORGET_MILLIS = 60_000;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Node head = new Node(() -> {});
    private long heardAt;
    private Lately lately = Lately.NOTHING;
    private Lately before = Lately.NOTHING;
    private long turned;
    private long silentSince;
    private long pause;
    private int outrun;
    private long outrunSince;

    /** Who waits for an answer. */
    public interface Waiter {
        /** The endpoint may never answer; the request is to be sent elsewhere if that can be. */
        void rescue();
    }

    /** The place of one that waits; for one wait at a time. */
    public static final class Node {
        private final Waiter waiter;
        private long since;
        private @Nullable Node before;
        private @Nullable Node after;

        public Node(Waiter waiter) {
            this.waiter = waiter;
        }
    }

    Watch() {
        head.before = head;
        head.after = head;
    }

    /** A request went out in full. */
    public void waits(Node node, long now) {
        Node last = head.before == null ? head : head.before;
        node.since = now;
        node.before = last;
        node.after = head;
        last.after = node;
        head.before = node;
    }

    /** The answer to it begins. */
    public void heard(Node node, long now) {
        forget(now);
        lately = lately.and(now - node.since);
        heardAt = now;
        pause = 0;
        leaves(node);
    }

    /** More of an answer comes. */
    public void alive(long now) {
        heardAt = now;
    }

    /** One takes that long elsewhere too, so that it is no silence if it does here. */
    public void takesLong(long millis) {
        lately = lately.and(millis);
    }

    /** It waits no more, answered or not. */
    public void leaves(Node node) {
        if (node.before != null && node.after != null) {
            node.before.after = node.after;
            node.after.before = node.before;
            node.before = null;
            node.after = null;
        }
    }

    /** Whether it is to be left alone for now. */
    public boolean isSilent(long now) {
        return now - silentSince < pause;
    }

    /**
     * Whether it may be about to be found silent: an endpoint that answered well owes an answer, and nothing has come for a
     * while. If all are cut off at once, none is found silent at the same moment as the next.
     */
    public boolean isQuiet(long now) {
        Node first = head.after;
        return first != null
                && first != head
                && lately.answers + before.answers >= LEAST_HEARD
                && silence(first, now) >= leastSilence() / 2;
    }

    /**
     * To be called often. Those that wait are told to look elsewhere each time that silence is found.
     *
     * @return for how many milliseconds nothing has come, if that is silence and was not known; else 0
     */
    long look(long now) {
        Node first = head.after;
        if (first == null || first == head) {
            return 0;
        }
        forget(now);
        if (lately.answers + before.answers < LEAST_HEARD) {
            return 0;
        }
        long silence = silence(first, now);
        if (silence < leastSilence()) {
            return 0;
        }
        boolean known = isSilent(now);
        if (!known) {
            pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, 2 * pause));
            silentSince = now;
        }
        rescue();
        return known ? 0 : silence;
    }

    /** Another endpoint was quicker to connect; this one's connection may yet come. */
    void outrun() {
        outrun++;
    }

    /** Connections do come. */
    void connects() {
        outrun = 0;
    }

    /**
     * To be called often: whether connects that were outrun say by now, once, that it cannot be connected to. One that is
     * far is outrun too, by many at first, but then its connections come.
     */
    boolean looksUnconnectable(long now) {
        if (outrun == 0) {
            outrunSince = now;
        }
        boolean found = outrun >= LEAST_OUTRUN && now - outrunSince >= LEAST_OUTRUN_MILLIS;
        if (found) {
            outrun = 0;
        }
        return found;
    }

    private void forget(long now) {
        if (now - turned >= FORGET_MILLIS) {
            before = now - turned >= 2 * FORGET_MILLIS ? Lately.NOTHING : lately;
            lately = Lately.NOTHING;
            turned = now;
        }
    }

    /** How many answers came in a while, and how long the slowest took. */
    private record Lately(int answers, long slowest) {
        static final Lately NOTHING = new Lately(0, 0);

        Lately and(long millis) {
            return new Lately(answers + 1, Math.max(slowest, millis));
        }
    }

    /** Nothing was heard of anybody meanwhile, since this loop stood still. */
    void excuse(long now) {
        heardAt = now;
        outrunSince = now;
    }

    /** All that wait are told to look elsewhere. */
    void rescue() {
        Node node = head.after;
        while (node != null && node != head) {
            Node next = node.after;
            node.waiter.rescue();
            node = next;
        }
    }

    private long leastSilence() {
        return Math.max(LEAST_SILENCE_MILLIS, TIMES_SLOWEST * Math.max(lately.slowest, before.slowest));
    }

    private long silence(Node first, long now) {
        return now - Math.max(heardAt, first.since);
    }
}
