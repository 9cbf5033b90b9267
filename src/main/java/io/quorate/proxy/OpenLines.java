package io.quorate.proxy;

import io.quorate.core.model.transport.Transport;
import io.quorate.proxy.http2.Http2Lines;
import io.quorate.proxy.http2.NegotiatedLines;
import io.quorate.proxy.timing.Timeouts;
import io.quorate.proxy.wire.Door;
import io.quorate.proxy.wire.Http1Lines;
import io.quorate.proxy.wire.Lines;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines of one event loop, one for each way in which endpoints are reached. It belongs to that loop. */
final class OpenLines {
    private final Vertx vertx;
    private final Timeouts timeouts;
    private final Map<Transport, Kept> kept = new HashMap<>();
    private final List<Kept> reopened = new ArrayList<>();

    OpenLines(Vertx vertx, Timeouts timeouts) {
        this.vertx = vertx;
        this.timeouts = timeouts;
    }

    Lines to(Transport transport) {
        return kept.computeIfAbsent(transport, Kept::new);
    }

    /** Closes what none of these needs; what runs on them finishes. */
    void keepOnly(Set<Transport> transports) {
        reopened.forEach(Kept::close);
        reopened.clear();
        kept.entrySet().removeIf(entry -> {
            boolean gone = !transports.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
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

    /** Lines that open again when a request asks that began before a change, and had to wait or to try once more. */
    private final class Kept implements Lines {
        private final Transport transport;
        private @Nullable Lines lines;

        Kept(Transport transport) {
            this.transport = transport;
        }

        @Override
        public void open(Door door, long timeoutMillis, Opening opening) {
            lines().open(door, timeoutMillis, opening);
        }

        @Override
        public boolean areUpTo(Door door) {
            return lines().areUpTo(door);
        }

        @Override
        public void doubt(Door door) {
            if (lines != null) {
                lines.doubt(door);
            }
        }

        @Override
        public Optional<Lines> switchable() {
            return lines().switchable().map(some -> new Switchable(this));
        }

        @Override
        public void close() {
            if (lines != null) {
                lines.close();
                lines = null;
            }
        }

        @SuppressWarnings("ReferenceEquality")
        private Lines lines() {
            Lines open = lines;
            if (open == null) {
                open = OpenLines.this.open(transport);
                lines = open;
                if (kept.get(transport) != this) {
                    reopened.add(this);
                }
            }
            return open;
        }
    }

    /** Those of them that may leave HTTP. */
    private record Switchable(Kept all) implements Lines {
        @Override
        public void open(Door door, long timeoutMillis, Opening opening) {
            all.lines().switchable().orElseThrow().open(door, timeoutMillis, opening);
        }

        @Override
        public boolean areUpTo(Door door) {
            return all.lines().switchable().orElseThrow().areUpTo(door);
        }

        @Override
        public Optional<Lines> switchable() {
            return Optional.of(this);
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
