package io.quorate.probe;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.probe.wire.HttpConnector;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;

/**
 * Sends one request over a connection of its own, so that the endpoint's accepting is tried too. Redirects are not
 * followed and nothing is decompressed.
 */
final class HttpProbe implements Probe {
    private static final String USER_AGENT = "quorate";

    private final HttpCheck check;
    private final BodyRules bodyRules;
    private final HttpMethod method;
    private final HttpConnector connector;
    private final WebClient client;

    HttpProbe(Vertx vertx, CheckSpec spec) {
        this.check = (HttpCheck) spec.kind();
        this.bodyRules = BodyRules.of(check.expect());
        this.method = HttpMethod.valueOf(check.method());
        this.connector = new HttpConnector(vertx, spec.approach());
        this.client = clientOf(connector);
    }

    @Override
    public void begin(EndpointAddress address, ProbeRun run) {
        HttpExchange exchange = new HttpExchange(check, bodyRules, run);
        SocketAddress server = SocketAddress.inetSocketAddress(address.port(), address.host());
        connector.open(
                address,
                run,
                connection -> client.request(method, server, address.port(), address.host(), check.path())
                        .putHeaders(headersFor(address))
                        .as(exchange.over(connection))
                        .send()
                        .onSuccess(response -> exchange.complete())
                        .onFailure(exchange::broken));
    }

    @Override
    public void close() {
        connector.close();
    }

    private static WebClient clientOf(HttpConnector connector) {
        WebClientOptions options = new WebClientOptions();
        options.setUserAgentEnabled(false).setFollowRedirects(false);
        WebClientInternal client = (WebClientInternal) WebClient.wrap(connector.client(), options);
        return client.addInterceptor(HttpProbe::intercept);
    }

    /** Has the request sent over the exchange's connection, and stops when there is nothing more to learn. */
    private static void intercept(HttpContext<?> context) {
        HttpExchange exchange = (HttpExchange) context.request().bodyCodec();
        switch (context.phase()) {
            case CREATE_REQUEST -> exchange.request(context);
            case RECEIVE_RESPONSE -> {
                if (exchange.isToBeRead(context.clientResponse())) {
                    context.next();
                }
            }
            default -> context.next();
        }
    }

    private MultiMap headersFor(EndpointAddress address) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.set(HttpHeaders.HOST, HttpConnector.hostOf(address)).set(HttpHeaders.USER_AGENT, USER_AGENT);
        check.headers().forEach(headers::set);
        return headers;
    }
}
