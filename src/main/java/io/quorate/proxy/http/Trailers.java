package io.quorate.proxy.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Fields after a body. Those that say how a message is framed, where it goes or for whom, or how its body is to be read, belong in
 * the head (RFC 9110 section 6.5.1): in a trailer they could only mislead who merges the two, and are dropped.
 */
public final class Trailers {
    private static final Set<String> HEAD_ONLY = Set.of(
            "content-length",
            "content-type",
            "content-encoding",
            "content-range",
            "host",
            "expect",
            "authorization",
            "cookie",
            "set-cookie",
            "cache-control",
            "location",
            "age",
            "forwarded",
            "via",
            "x-real-ip",
            "x-request-id");

    private Trailers() {}

    /** Those of a request that may be passed on. */
    public static HttpHeaders sound(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return EmptyHttpHeaders.INSTANCE;
        }
        HttpHeaders sound = new DefaultHttpHeaders();
        Iterator<Map.Entry<CharSequence, CharSequence>> each = trailers.iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = each.next();
            if (isSound(field.getKey())) {
                sound.add(field.getKey(), field.getValue());
            }
        }
        return sound;
    }

    /**
     * Copies those of a response that may be passed on.
     *
     * @throws IllegalArgumentException if the client cannot be given one
     */
    public static void copy(MultiMap from, MultiMap to) {
        for (Map.Entry<String, String> field : from) {
            if (isSound(field.getKey())) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    private static boolean isSound(CharSequence name) {
        CharSequence hyphened = HopByHop.hyphened(name);
        String lower = hyphened.toString().toLowerCase(Locale.ROOT);
        return name.charAt(0) != ':'
                && !lower.startsWith("x-forwarded-")
                && !HEAD_ONLY.contains(lower)
                && !HopByHop.isKnown(hyphened);
    }
}
