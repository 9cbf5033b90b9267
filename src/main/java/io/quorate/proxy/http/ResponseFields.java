package io.quorate.proxy.http;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.Set;

/** The fields of a response on its way to the client: the endpoint's, without those that end here. */
public final class ResponseFields {
    private static final AsciiString CONNECTION = AsciiString.cached("connection");
    private static final AsciiString TRAILER = AsciiString.cached("trailer");

    private ResponseFields() {}

    /**
     * Copies the fields of a response's head.
     *
     * @param withTrailers whether trailers can follow, so that the field that announces them may stay
     * @throws IllegalArgumentException if the {@code Connection} field has too many options, or the client cannot be
     *     given a field
     */
    public static void copyHead(MultiMap from, MultiMap to, boolean withTrailers) {
        Set<String> nominated = from.contains(CONNECTION) ? HopByHop.nominated(from.getAll(CONNECTION)) : Set.of();
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey();
            boolean announces = withTrailers && TRAILER.contentEqualsIgnoreCase(name);
            if ((announces || !HopByHop.isKnown(name)) && !HopByHop.holds(nominated, name)) {
                to.add(name, field.getValue());
            }
        }
    }
}
