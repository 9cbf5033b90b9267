package io.quorate.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How far a member doubts itself (Dadgar, Phillips, Currey: Lifeguard, 2017). After a pause it abstains until it has run
 * cleanly for a while; the more often it is late or cries wolf, the longer its probes may take. Times are nanoseconds of one
 * monotonic clock.
 */
public final class Awareness {
    /** No doubt at all is 0. */
    public static final int MOST = 8;

    /** From this score on a member's suspicions are its own affair. */
    public static final int DOUBTFUL = 3;

    /** Not running for this long is a pause: garbage collection, SIGSTOP, a starved processor. */
    public static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<Abstention> happened = new ArrayList<>();
    private int score;
    private boolean abstaining;
    private long awakeAt;
    private long cleanSince;
    private long abstainingSince;
    private long scoredAt;

    public Awareness(long now) {
        this.awakeAt = now;
        this.cleanSince = now;
        this.scoredAt = now;
    }

    /**
     * To be called often, before anything else is done, so that a pause is noticed before what it has made stale is used.
     *
     * @param cleanNanos how long to abstain after a pause
     * @return how long the member was not running, 0 if it was
     */
    public long wake(long now, long cleanNanos) {
        long gap = now - awakeAt;
        awakeAt = now;
        if (gap > LATE_NANOS) {
            doubt(now);
        }
        boolean paused = gap > PAUSE_NANOS;
        if (paused) {
            abstainingSince = abstaining ? abstainingSince : now;
            abstaining = true;
            cleanSince = now;
            happened.add(new Abstention(true, Duration.ofNanos(gap)));
        } else if (abstaining && now - cleanSince >= cleanNanos) {
            abstaining = false;
            happened.add(new Abstention(false, Duration.ofNanos(now - abstainingSince)));
        }
        if (score > 0 && now - scoredAt >= CALM_NANOS) {
            score--;
            scoredAt = now;
        }
        return paused ? gap : 0;
    }

    /** What did not answer here in time answered all others, and here the next time; counted once a second. */
    public void falseAlarm(long now) {
        if (score == 0 || now - scoredAt >= DOUBT_NANOS) {
            doubt(now);
        }
    }

    /** All others fell silent at once: it may well be this member that is cut off, and not they that died. */
    public void deserted(long now) {
        score = Math.max(score, DOUBTFUL);
        scoredAt = now;
    }

    /** From 0 to {@link #MOST}. */
    public int score() {
        return score;
    }

    /** Whether the member's votes are not to count. */
    public boolean abstaining() {
        return abstaining;
    }

    /** When it began and ceased to abstain since this was asked last, in order. */
    public List<Abstention> happened() {
        List<Abstention> since = List.copyOf(happened);
        happened.clear();
        return since;
    }

    private void doubt(long now) {
        score = Math.min(score + 1, MOST);
        scoredAt = now;
    }
}
