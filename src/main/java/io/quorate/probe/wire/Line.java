package io.quorate.probe.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quorate.core.health.FailureKind;
import io.vertx.core.internal.net.NetSocketInternal;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A connection that is ready for what a probe has to say. */
public final class Line {
    private final NetSocketInternal socket;
    private final String protocol;
    private final String version;
    private final @Nullable KeyWatch keys;

    /**
     * @param protocol chosen by ALPN; empty if none was
     * @param version of TLS
     */
    Line(NetSocketInternal socket, String protocol, String version, KeyWatch keys) {
        this.socket = socket;
        this.protocol = protocol;
        this.version = version;
        this.keys = keys;
    }

    private Line(NetSocketInternal socket) {
        this.socket = socket;
        this.protocol = "";
        this.version = "";
        this.keys = null;
    }

    static Line onClearText(NetSocketInternal socket) {
        return new Line(socket);
    }

    public NetSocketInternal socket() {
        return socket;
    }

    boolean isSecure() {
        return keys != null;
    }

    /** The protocol that the endpoint chose by ALPN; empty if none. */
    String protocol() {
        return protocol;
    }

    /** The version of TLS; empty on clear text. */
    public String version() {
        return version;
    }

    /**
     * Whether the endpoint may still refuse what we showed it, or did not: in TLS 1.3 our side of the handshake is over
     * before it has looked (RFC 8446 section 4.4.2).
     */
    public boolean isOnApproval() {
        return keys != null && keys.wasAsked() && version.equals("TLSv1.3");
    }

    /** From now on an alert ends the run. */
    public void hearAlerts(ProbeRun run) {
        KeyWatch watch = keys;
        if (watch != null && !run.isOver()) {
            socket.channelHandlerContext()
                    .channel()
                    .pipeline()
                    .addAfter(Handshake.SSL, "alerts", new ChannelInboundHandlerAdapter() {
                        @Override
                        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                            Throwable inner = cause.getCause() == null ? cause : cause.getCause();
                            if (inner instanceof SSLException alert) {
                                run.fail(FailureKind.L6RSP, TlsFaults.objecting(alert, watch));
                            }
                            context.fireExceptionCaught(cause);
                        }
                    });
        }
    }
}
