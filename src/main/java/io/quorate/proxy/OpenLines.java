package io.quorate.proxy;

import io.quorate.core.model.transport.Transport;
import io.quorate.proxy.http2.Http2Lines;
import io.quorate.proxy.http2.NegotiatedLines;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Http1Lines;
import io.quorate.proxy.wire.Lines;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lines of one event loop, one for each way in which endpoints are reached. It belongs to that loop. */
final class OpenLines {
    private final Vertx vertx;
    private final Timeouts timeouts;
    private final Map<Transport, Lines> open = new HashMap<>();

    OpenLines(Vertx vertx, Timeouts timeouts) {
        this.vertx = vertx;
        this.timeouts = timeouts;
    }

    Lines to(Transport transport) {
        return open.computeIfAbsent(transport, this::open);
    }

    private Lines open(Transport transport) {
        return switch (transport.protocol()) {
            case HTTP1 -> new Http1Lines(vertx, transport);
            case HTTP2 -> new Http2Lines(vertx, transport, List.of("h2"), timeouts);
            case AUTO -> transport.tls().isUsed() ? negotiated(transport) : new Http1Lines(vertx, transport);
        };
    }

    private Lines negotiated(Transport transport) {
        return new NegotiatedLines(
                new Http1Lines(vertx, transport),
                new Http2Lines(vertx, transport, List.of("h2", "http/1.1"), timeouts));
    }

    /** Closes what none of these needs; what runs on them finishes. */
    void keepOnly(Set<Transport> transports) {
        open.entrySet().removeIf(entry -> {
            boolean gone = !transports.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }
}
