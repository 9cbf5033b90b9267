package io.quorate.proxy.listen;

import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.proxy.meter.ListenerMeter;
import io.quorate.proxy.tls.ServerTls;
import io.vertx.core.net.impl.ServerID;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What the event loops share of one bound listener: its settings, which may be replaced while the socket stays, and how
 * many connections it has.
 */
public final class ListenerGate {
    /** Where nothing runs any more there is nothing to bound. */
    private static final long UNBOUNDED_MILLIS = 30_000;

    private static final AtomicInteger PICKED_PORTS = new AtomicInteger();

    private final ListenerMeter meter;
    private final int bindPort;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Listener listener;
    private volatile Optional<ServerTls> tls;
    private volatile int boundPort;
    private volatile long drainMillis = UNBOUNDED_MILLIS;
    private volatile boolean draining;

    public ListenerGate(Listener listener, ListenerMeter meter) {
        this.listener = listener;
        this.tls = tlsOf(listener);
        this.meter = meter;
        tellCertificates();
        int port = listener.address().port();
        // Vert.x gives servers that listen on the same negative port one and the same free port.
        this.bindPort = port == 0 ? -PICKED_PORTS.incrementAndGet() : port;
    }

    public Listener listener() {
        return listener;
    }

    /** Connections that are open keep the TLS that they began with. */
    public void update(Listener settings) {
        boolean same =
                settings.tls().equals(listener.tls()) && settings.protocols().equals(listener.protocols());
        tls = same ? tls : tlsOf(settings);
        listener = settings;
        tellCertificates();
    }

    public int bindPort() {
        return bindPort;
    }

    /** Under which address Vert.x knows the socket. */
    public ServerID socket() {
        String host = listener.address().host();
        return new ServerID(bindPort, bindPort < 0 ? host + "/" + -bindPort : host);
    }

    public void bound(int port) {
        boundPort = port;
    }

    /** Where it listens, with the port that was picked if any was good. */
    public ListenAddress address() {
        return new ListenAddress(listener.address().host(), boundPort);
    }

    public boolean isDraining() {
        return draining;
    }

    /** What is asked from now on is the last of its connection. */
    public void drain(Duration bound) {
        drainMillis = bound.toMillis();
        draining = true;
    }

    /** How long what runs on a connection that is to end may take to finish. */
    public long drainMillis() {
        return drainMillis;
    }

    /** Does what binds the server of Vert.x; what that accepts comes through this gate. */
    public <T> T opening(Supplier<T> binding) {
        return Arrivals.opening(this, binding);
    }

    /** TLS for connections that begin now; empty on clear text. */
    public Optional<ServerTls> tls() {
        return tls;
    }

    /** Takes one connection more, unless there are as many as allowed. */
    boolean admit() {
        if (connections.incrementAndGet() > listener.limits().connections()) {
            connections.decrementAndGet();
            meter.rejected().inc();
            return false;
        }
        meter.open().inc();
        return true;
    }

    void left() {
        connections.decrementAndGet();
        meter.open().dec();
    }

    ListenerMeter meter() {
        return meter;
    }

    private void tellCertificates() {
        tls.ifPresent(used -> used.certificates()
                .forEach(shown -> meter.certificateEnd().apply(shown.file()).set((double)
                        shown.notAfter().getEpochSecond())));
    }

    private static Optional<ServerTls> tlsOf(Listener listener) {
        return listener.tls().isUsed()
                ? Optional.of(ServerTls.of(listener.tls(), listener.protocols().http2()))
                : Optional.empty();
    }
}
