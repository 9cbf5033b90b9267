package io.quorate.probe.wire;

import io.quorate.core.health.FailureKind;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.impl.HttpChannelConnector;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpClientImpl;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * Opens the HTTP connections of one check, each for one request. Vert.x's own client would open them with TLS in one go
 * (see {@link Connector}); what it makes of an open socket is the same.
 */
public final class HttpConnector {
    private static final int MOST_HEADERS = 32 * 1024;
    private static final String H2 = "h2";
    private static final String HTTP1 = "http/1.1";

    private final VertxInternal vertx;
    private final HttpClientImpl client;
    private final Connector connector;
    private final Protocol protocol;

    public HttpConnector(Vertx vertx, Approach approach) {
        this.vertx = (VertxInternal) vertx;
        this.client = new HttpClientImpl(this.vertx, null, options(), new PoolOptions().setCleanerPeriod(0));
        this.connector = new Connector(vertx, client.netClient(), approach, offered(approach.protocol()));
        this.protocol = approach.protocol();
    }

    /** What the connections belong to, for a web client to go by; it opens none itself. */
    public HttpClient client() {
        return client;
    }

    /**
     * Opens one for the run, which is told if that fails.
     *
     * @param then given the connection unless the run is over by then
     */
    public void open(EndpointAddress address, ProbeRun run, Consumer<HttpClientConnection> then) {
        connector.open(address, run, line -> {
            boolean http2 = line.isSecure() ? line.protocol().equals(H2) : protocol == Protocol.HTTP2;
            if (protocol == Protocol.HTTP2 && !http2) {
                run.fail(FailureKind.L7RSP, "endpoint speaks HTTP/1.1, not HTTP/2");
                return;
            }
            Future<HttpClientConnectionInternal> opened =
                    upgrade(address, line, http2).wrap(vertx.getOrCreateContext(), line.socket());
            line.hearAlerts(run);
            opened.onSuccess(connection -> {
                        heard(connection);
                        if (!run.isOver()) {
                            then.accept(new UnpooledHttpClientConnection(connection));
                        }
                    })
                    .onFailure(cause -> Faults.answering(cause, run));
        });
    }

    /** Closes all connections. */
    public void close() {
        client.close();
    }

    /**
     * The host of the address with its port, without the zone of a scoped IPv6 address, which means something on this
     * machine only (RFC 6874).
     */
    public static String hostOf(EndpointAddress address) {
        return address.toString().replaceFirst("%[^\\]]*", "");
    }

    /** The same in two parts, from a host that need have no port. */
    public static HostAndPort authority(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']')
                ? HostAndPort.create(host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)))
                : HostAndPort.create(host, -1);
    }

    /** What a pool would want to know, and would else be logged. What matters to the request, it hears of itself. */
    private static void heard(HttpClientConnectionInternal connection) {
        connection
                .evictionHandler(evicted -> {
                    // There is no pool.
                })
                .exceptionHandler(cause -> {
                    // The request fails by it.
                });
    }

    /** TLS is settled by now, so that the version is all that this goes by. */
    private HttpChannelConnector upgrade(EndpointAddress address, Line line, boolean http2) {
        return new HttpChannelConnector(
                client,
                client.netClient(),
                null,
                null,
                null,
                http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1,
                line.isSecure() && !http2,
                false,
                authority(hostOf(address)),
                SocketAddress.inetSocketAddress(address.port(), address.host()),
                false,
                0);
    }

    private static List<String> offered(Protocol protocol) {
        return protocol == Protocol.HTTP1 ? List.of() : List.of(H2, HTTP1);
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MOST_HEADERS))
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MOST_HEADERS);
    }
}
