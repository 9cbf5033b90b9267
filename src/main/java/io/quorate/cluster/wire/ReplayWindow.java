package io.quorate.cluster.wire;

/**
 * Which of the latest sequence numbers of one sender were seen: a bitmap of a moving window (RFC 4303 section 3.4.3), in
 * a ring of words so that moving it copies nothing (RFC 6479).
 */
final class ReplayWindow {
    /** How far a message may lag behind the latest. */
    static final int WIDTH = 960;

    private static final int WORDS = WIDTH / Long.SIZE + 1;

    private final long[] seen = new long[WORDS];
    private long highest = -1;

    /** Whether the number, 0 or more, is new; from now on it is not. */
    boolean accept(long sequence) {
        if (sequence > highest) {
            moveTo(sequence);
        } else if (highest - sequence >= WIDTH) {
            return false;
        }
        int word = (int) ((sequence / Long.SIZE) % WORDS);
        long bit = 1L << (sequence % Long.SIZE);
        boolean fresh = (seen[word] & bit) == 0;
        seen[word] |= bit;
        return fresh;
    }

    private void moveTo(long sequence) {
        long last = Math.floorDiv(highest, Long.SIZE);
        long words = Math.min(sequence / Long.SIZE - last, WORDS);
        for (long i = 1; i <= words; i++) {
            seen[(int) ((last + i) % WORDS)] = 0;
        }
        highest = sequence;
    }
}
