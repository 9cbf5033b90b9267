package io.quorate.probe;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;

/** TLS on both sides of a probe. */
final class Tls {
    static final String HOST = "127.0.0.1";

    private Tls() {}

    /** An endpoint verified by that authority and asked for by the host of its address. */
    static EndpointTls trusting(Pem ca) {
        return new EndpointTls(true, true, ca, "", KeyPair.NONE);
    }

    /** The same asked for by that name. */
    static EndpointTls trusting(Pem ca, String serverName) {
        return new EndpointTls(true, true, ca, serverName, KeyPair.NONE);
    }

    /** The same with a certificate of our own. */
    static EndpointTls showing(Pem ca, KeyPair identity) {
        return new EndpointTls(true, true, ca, "", identity);
    }

    /** An endpoint that may be anybody. */
    static EndpointTls unverified() {
        return new EndpointTls(true, false, Pem.NONE, "", KeyPair.NONE);
    }

    static CheckSpec over(CheckSpec check, Protocol protocol, EndpointTls tls) {
        return check.over(new Transport(protocol, tls, Connections.DEFAULT));
    }

    static NetServerOptions server(NetServerOptions options, KeyPair identity) {
        secure(options, identity);
        return options;
    }

    static HttpServerOptions server(KeyPair identity) {
        HttpServerOptions options = new HttpServerOptions().setHost(HOST).setUseAlpn(true);
        secure(options, identity);
        return options;
    }

    /** The same, which demands a certificate of that authority. */
    static HttpServerOptions demanding(KeyPair identity, Pem clientCa) {
        return server(identity)
                .setClientAuth(io.vertx.core.http.ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientCa.text())));
    }

    static EndpointAddress serve(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer(options).requestHandler(handler);
        // Refused handshakes are what tests are about.
        server.exceptionHandler(cause -> {});
        Backend.await(server.listen(0));
        return new EndpointAddress(HOST, server.actualPort());
    }

    private static void secure(TCPSSLOptions options, KeyPair identity) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(identity.certificate().text()))
                        .addKeyValue(Buffer.buffer(identity.key().text())));
    }
}
