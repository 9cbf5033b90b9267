package io.quorate.probe;

import io.quorate.core.health.Awareness;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.net.EndpointAddress;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP/1.1 request over a connection of its own, so that the endpoint's accepting is tried too. Redirects are
 * not followed and nothing is decompressed.
 */
final class HttpProbe implements Probe {
    private static final String USER_AGENT = "quorate";
    private static final int MOST_HEADERS = 32 * 1024;

    private final HttpCheck check;
    private final BodyRules bodyRules;
    private final HttpMethod method;
    private final Vertx vertx;
    private final Duration timeout;
    private final WebClient client;
    private @Nullable WebClient patient;

    HttpProbe(Vertx vertx, CheckSpec spec) {
        this.check = (HttpCheck) spec.kind();
        this.bodyRules = BodyRules.of(check.expect());
        this.method = HttpMethod.valueOf(check.method());
        this.vertx = vertx;
        this.timeout = spec.timing().timeout();
        this.client = clientFor(vertx, timeout);
    }

    @Override
    public void begin(EndpointAddress address, ProbeRun run) {
        HttpExchange exchange = new HttpExchange(check, bodyRules, run);
        SocketAddress server = SocketAddress.inetSocketAddress(address.port(), address.host());
        clientFor(run)
                .request(method, server, address.port(), address.host(), check.path())
                .putHeaders(headersFor(address))
                .as(exchange)
                .send()
                .onSuccess(response -> exchange.complete())
                .onFailure(exchange::broken);
    }

    @Override
    public void close() {
        client.close();
        if (patient != null) {
            patient.close();
        }
    }

    /** How long a connection may take is, in Vert.x, a property of the client: a stretched timeout needs another one. */
    private WebClient clientFor(ProbeRun run) {
        if (run.timeout().compareTo(timeout) <= 0) {
            return client;
        }
        WebClient other = patient;
        if (other == null) {
            other = clientFor(vertx, timeout.multipliedBy(Awareness.MOST + 1));
            patient = other;
        }
        return other;
    }

    private static WebClient clientFor(Vertx vertx, Duration connectTimeout) {
        WebClientOptions options = new WebClientOptions();
        options.setUserAgentEnabled(false)
                .setFollowRedirects(false)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MOST_HEADERS)
                .setConnectTimeout((int) connectTimeout.toMillis());
        // No cleaner: no connection outlives its probe.
        PoolOptions pool = new PoolOptions().setCleanerPeriod(0);
        WebClientInternal client = (WebClientInternal) WebClient.create(vertx, options, pool);
        return client.addInterceptor(HttpProbe::intercept);
    }

    /** Lets the exchange have the connection, and stops the client as soon as there is nothing more to learn. */
    private static void intercept(HttpContext<?> context) {
        HttpExchange exchange = (HttpExchange) context.request().bodyCodec();
        boolean goesOn = true;
        if (context.phase() == ClientPhase.SEND_REQUEST) {
            goesOn = exchange.isToBeSent(context.clientRequest());
        } else if (context.phase() == ClientPhase.RECEIVE_RESPONSE) {
            goesOn = exchange.isToBeRead(context.clientResponse());
        }
        if (goesOn) {
            context.next();
        }
    }

    private MultiMap headersFor(EndpointAddress address) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.set(HttpHeaders.HOST, hostOf(address)).set(HttpHeaders.USER_AGENT, USER_AGENT);
        check.headers().forEach(headers::set);
        return headers;
    }

    /** The zone of a scoped IPv6 address means something on this machine only (RFC 6874). */
    private static String hostOf(EndpointAddress address) {
        return address.toString().replaceFirst("%[^\\]]*", "");
    }
}
