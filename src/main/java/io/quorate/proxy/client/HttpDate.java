package io.quorate.proxy.client;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The time of day for {@code Date} fields (RFC 9110 section 5.6.7), made anew each second. It belongs to one thread. */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final LongSupplier clock;
    private long second = Long.MIN_VALUE;
    private String text = "";

    /** Takes a clock of milliseconds since 1970. */
    public HttpDate(LongSupplier clock) {
        this.clock = clock;
    }

    /** What a message made now says. */
    public String now() {
        long current = Math.floorDiv(clock.getAsLong(), 1000L);
        if (current != second) {
            second = current;
            text = FORMAT.format(Instant.ofEpochSecond(current));
        }
        return text;
    }
}
