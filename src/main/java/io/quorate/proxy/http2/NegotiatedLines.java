package io.quorate.proxy.http2;

import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.Door;
import io.quorate.proxy.wire.Lines;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What each endpoint chooses by ALPN. One that chose HTTP/1.1 is taken to speak that until a connection to it fails, or a
 * call gets no valid answer: one that speaks only HTTP/2 by now need not refuse a connection without ALPN.
 */
public final class NegotiatedLines implements Lines {
    private final Lines http1;
    private final Lines http2;
    private final Set<SocketAddress> speakHttp1 = new HashSet<>();

    public NegotiatedLines(Lines http1, Lines http2) {
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public void open(Door door, long timeoutMillis, Opening opening) {
        if (speakHttp1.contains(door.server())) {
            http1.open(door, timeoutMillis, new Remembering(door, opening));
        } else {
            http2.open(door, timeoutMillis, new FallingBack(door, timeoutMillis, opening));
        }
    }

    @Override
    public boolean areUpTo(Door door) {
        return speakHttp1.contains(door.server()) ? http1.areUpTo(door) : http2.areUpTo(door);
    }

    @Override
    public void doubt(Door door) {
        speakHttp1.remove(door.server());
    }

    @Override
    public Optional<Lines> switchable() {
        return Optional.of(http1);
    }

    @Override
    public void close() {
        http1.close();
        http2.close();
    }

    /** Over HTTP/1.1; forgets that the endpoint speaks it when it cannot be reached. */
    private final class Remembering implements Opening {
        private final Door door;
        private final Opening opening;

        Remembering(Door door, Opening opening) {
            this.door = door;
            this.opening = opening;
        }

        @Override
        public boolean isWanted() {
            return opening.isWanted();
        }

        @Override
        public void opened(Call call) {
            opening.opened(call);
        }

        @Override
        public void failed(Throwable cause) {
            speakHttp1.remove(door.server());
            opening.failed(cause);
        }
    }

    /** Over HTTP/2, and over HTTP/1.1 if the endpoint chose that. */
    private final class FallingBack implements Opening {
        private final Door door;
        private final long timeoutMillis;
        private final Opening opening;

        FallingBack(Door door, long timeoutMillis, Opening opening) {
            this.door = door;
            this.timeoutMillis = timeoutMillis;
            this.opening = opening;
        }

        @Override
        public boolean isWanted() {
            return opening.isWanted();
        }

        @Override
        public void opened(Call call) {
            opening.opened(call);
        }

        @Override
        public void failed(Throwable cause) {
            if (cause instanceof NotHttp2Exception) {
                speakHttp1.add(door.server());
                http1.open(door, timeoutMillis, new Remembering(door, opening));
            } else {
                opening.failed(cause);
            }
        }
    }
}
