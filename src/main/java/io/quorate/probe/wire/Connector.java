package io.quorate.probe.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.net.EndpointAddress;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of one check, TLS on top of them where it says so. TCP first and TLS by hand: only so can a probe
 * tell which of the two takes too long, and close a connection whose handshake hangs.
 */
public final class Connector {
    private final Vertx vertx;
    private final NetClient client;
    private final Approach approach;
    private final List<String> protocols;
    private @Nullable TlsFiles files;

    /** @param protocols offered by ALPN, the preferred first; empty: none */
    public Connector(Vertx vertx, NetClient client, Approach approach, List<String> protocols) {
        this.vertx = vertx;
        this.client = client;
        this.approach = approach;
        this.protocols = List.copyOf(protocols);
    }

    /**
     * Opens one for the run, which is told if that fails.
     *
     * @param then given the connection unless the run is over by then
     */
    public void open(EndpointAddress address, ProbeRun run, Consumer<Line> then) {
        Optional<TlsFiles> ready = approach.tls().isUsed() ? tls(run) : Optional.empty();
        if (run.isOver()) {
            return;
        }
        ConnectOptions options = new ConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setTimeout((int) run.timeout().toMillis());
        client.connect(options)
                .map(NetSocketInternal.class::cast)
                .onSuccess(socket -> {
                    if (isTaken(socket, run)) {
                        ready.ifPresentOrElse(
                                tls -> secure(tls, address, socket, run, then),
                                () -> then.accept(Line.onClearText(socket)));
                    }
                })
                .onFailure(cause -> Faults.connecting(cause, run));
    }

    /** Closes all connections. */
    public void close() {
        client.close();
    }

    private static boolean isTaken(NetSocketInternal socket, ProbeRun run) {
        socket.exceptionHandler(cause -> {
            // Whoever uses the connection hears of it otherwise.
        });
        Channel channel = socket.channelHandlerContext().channel();
        run.connected(() -> {
            ChannelFuture unused = channel.close();
        });
        return !run.isOver();
    }

    private void secure(
            TlsFiles tls, EndpointAddress address, NetSocketInternal socket, ProbeRun run, Consumer<Line> then) {
        new Handshake(tls, approach.serverName(address), protocols, run).begin(socket, then);
    }

    /** Read by the first probe and not before, so that files that are no good are a finding and no crash. */
    private Optional<TlsFiles> tls(ProbeRun run) {
        TlsFiles ready = files;
        if (ready == null) {
            try {
                ready = TlsFiles.of(vertx, approach.tls());
                files = ready;
            } catch (GeneralSecurityException e) {
                run.giveUp("this member cannot use its TLS files: " + Excerpt.of(String.valueOf(e.getMessage())));
                return Optional.empty();
            }
        }
        return Optional.of(ready);
    }
}
