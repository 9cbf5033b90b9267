package io.quorate.proxy.attempt;

/**
 * How many requests to one upstream may be sent once more on one event loop, as a share of those that were asked lately.
 * What is not used is kept for about ten seconds of requests, so that a burst of failures after a quiet time is met. A few
 * always may, or the first failure of a quiet service would be the client's.
 */
public final class RetryBudget {
    static final double ALWAYS = 10;

    private static final long WINDOW_MILLIS = 10_000;

    private long windowStart;
    private double earned;
    private double earnedBefore;
    private double left = ALWAYS;

    /** A request came, of whose like that share may be sent once more. */
    public void asked(double share, long nowMillis) {
        roll(nowMillis);
        if (share > 0) {
            earned += share;
            left = Math.min(left + share, ALWAYS + Math.max(earned, earnedBefore));
        }
    }

    /** Whether one may be sent once more; if so it is counted. */
    public boolean take(long nowMillis) {
        roll(nowMillis);
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    private void roll(long nowMillis) {
        if (nowMillis - windowStart >= WINDOW_MILLIS) {
            boolean next = nowMillis - windowStart < 2 * WINDOW_MILLIS;
            earnedBefore = next ? earned : 0;
            earned = 0;
            windowStart = nowMillis;
            left = Math.max(ALWAYS, Math.min(left, ALWAYS + earnedBefore));
        }
    }
}
