package io.quorate.discovery.dns;

import java.time.Duration;

/**
 * When to look again. After an answer: when the first of its records is out of date, after {@code every} at the latest, and
 * not within a second. After a failure: in a second, and twice as long after each further one, up to {@code every} or 5 s.
 * All of it up to a twentieth later, half a second at most, so that members which began together do not ask together.
 *
 * @param every if less than a second, this is what is waited in place of a second
 */
record Rhythm(Duration every) {
    private static final long SECOND = 1_000;
    private static final long LONGEST_AFTER_FAILURE = 5_000;
    private static final double JITTER = 0.05;
    private static final long MOST_JITTER = 500;

    /**
     * Milliseconds from an answer to the next question.
     *
     * @param ttl in seconds
     * @param chance from 0 to 1
     */
    long afterAnswer(long ttl, double chance) {
        long millis = ttl > every.toSeconds() ? every.toMillis() : Math.max(ttl * SECOND, SECOND);
        return later(Math.min(millis, every.toMillis()), chance);
    }

    /**
     * Milliseconds from a failure to the next question.
     *
     * @param failures in a row, at least 1
     * @param chance from 0 to 1
     */
    long afterFailure(int failures, double chance) {
        long first = Math.min(SECOND, every.toMillis());
        long longest = Math.max(every.toMillis(), LONGEST_AFTER_FAILURE);
        return later(Math.min(first << Math.min(failures - 1, 30), longest), chance);
    }

    private static long later(long millis, double chance) {
        return millis + Math.min(MOST_JITTER, Math.round(millis * JITTER * chance));
    }
}
