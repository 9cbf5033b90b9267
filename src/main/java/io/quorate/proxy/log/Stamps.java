package io.quorate.proxy.log;

import io.quorate.core.model.AccessLogSettings.Format;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as lines tell them, in UTC, each second being put into words once. It belongs to one thread. */
final class Stamps {
    private static final DateTimeFormatter RFC_3339 = in("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter COMBINED = in("dd/MMM/uuuu:HH:mm:ss '+0000'");

    private long second = Long.MIN_VALUE;
    private Format format = Format.JSON;
    private String text = "";

    /** To the second. */
    String toSecond(Format as, long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1_000L);
        if (wanted != second || as != format) {
            second = wanted;
            format = as;
            text = (as == Format.JSON ? RFC_3339 : COMBINED).format(Instant.ofEpochSecond(wanted));
        }
        return text;
    }

    private static DateTimeFormatter in(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}
