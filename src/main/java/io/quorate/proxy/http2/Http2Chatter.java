package io.quorate.proxy.http2;

import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts frames of a client that bring nothing and are answered, or remembered, all the same: SETTINGS, PING, PRIORITY and the
 * like. In between others they are of use; so many of them without a head or a body in either direction are a flood
 * (CVE-2019-9512, 9513, 9515).
 */
final class Http2Chatter {
    /** In a row, within the time. */
    static final int MOST = 1_000;

    static final long WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Many of them may follow one answer, of which a client that reads in small pieces lets us send more for each. */
    private static final int WINDOW_UPDATES_FOR_ONE = 10;

    private final LongSupplier clock;
    private int tenths;
    private long since;

    /** None yet; the clock is monotonic, in nanoseconds. */
    Http2Chatter(LongSupplier clock) {
        this.clock = clock;
    }

    /** A frame is sent to the client. */
    void sent(byte type) {
        if (carries(type)) {
            tenths = 0;
        }
    }

    /** A frame comes; whether it is one too many. */
    boolean isTooMuch(byte type) {
        if (carries(type)) {
            tenths = 0;
            return false;
        }
        if (tenths == 0) {
            since = clock.getAsLong();
        }
        tenths += type == Http2FrameTypes.WINDOW_UPDATE ? 1 : WINDOW_UPDATES_FOR_ONE;
        if (tenths <= MOST * WINDOW_UPDATES_FOR_ONE) {
            return false;
        }
        boolean tooMuch = clock.getAsLong() - since < WITHIN_NANOS;
        tenths = 0;
        return tooMuch;
    }

    /** What brings too much of these is found elsewhere: empty ones, resets, blocks that do not end. */
    private static boolean carries(byte type) {
        return type == Http2FrameTypes.DATA
                || type == Http2FrameTypes.HEADERS
                || type == Http2FrameTypes.CONTINUATION
                || type == Http2FrameTypes.RST_STREAM;
    }
}
