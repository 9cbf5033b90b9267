package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.route.UpstreamHost;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which fields go over, in both directions, and what we say of the client. */
class FieldsTest {
    private RawBackend backend;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    @Test
    void saysForWhomItAsks() throws Exception {
        try (TestProxy proxy = TestProxy.proxyTo(backend)) {
            String seen = seenFor(proxy, "");
            assertThat(seen)
                    .contains("\r\nx-forwarded-for: 127.0.0.1\r\n")
                    .contains("\r\nx-forwarded-proto: http\r\n")
                    .contains("\r\nx-forwarded-host: a:81\r\n")
                    .contains("\r\nx-forwarded-port: " + proxy.port() + "\r\n")
                    .contains("\r\nforwarded: for=127.0.0.1;proto=http;host=\"a:81\"\r\n")
                    .contains("\r\nvia: 1.1 quorate\r\n")
                    .containsPattern("\r\nx-request-id: [0-9a-f]{32}\r\n");
        }
    }

    @Test
    void overwritesWhatAStrangerSaysOfOthers() throws Exception {
        try (TestProxy proxy = TestProxy.proxyTo(backend)) {
            String seen = seenFor(proxy, spoofed());
            assertThat(seen)
                    .doesNotContain("6.6.6.6")
                    .doesNotContain("evil")
                    .doesNotContain("https")
                    .doesNotContain("given-id")
                    .contains("\r\nx-forwarded-for: 127.0.0.1\r\n");
        }
    }

    @Test
    void believesAndExtendsWhatATrustedProxySays() throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.trusted = List.of(Cidr.parse("127.0.0.0/8"));
        try (TestProxy proxy = setup.to(backend)) {
            String seen = seenFor(proxy, spoofed());
            assertThat(seen)
                    .contains("\r\nx-forwarded-for: 6.6.6.6, 127.0.0.1\r\n")
                    .contains("\r\nx-forwarded-proto: https\r\n")
                    .contains("\r\nx-forwarded-host: evil\r\n")
                    .contains("\r\nforwarded: for=6.6.6.6;proto=https, for=127.0.0.1;proto=http;host=\"a:81\"\r\n")
                    .contains("\r\nx-request-id: given-id\r\n")
                    .contains("\r\nx-forwarded-prefix: /evil\r\n")
                    .contains("\r\nx-real-ip: 6.6.6.6\r\n");
        }
    }

    @Test
    void endsHopByHopFieldsOfTheRequest() throws Exception {
        try (TestProxy proxy = TestProxy.proxyTo(backend)) {
            String seen = seenFor(
                    proxy,
                    lines(
                            "Connection: keep-alive, X-Mine, Authorization, Content-Length, X-Forwarded-For",
                            "X-Mine: 1",
                            "Keep-Alive: timeout=5",
                            "Proxy-Connection: keep-alive",
                            "TE: trailers",
                            "Trailer: x",
                            "Upgrade: foo",
                            "Proxy-Authorization: b",
                            "Authorization: secret",
                            "X-Kept: 2"));
            assertThat(seen)
                    .doesNotContain("\r\nconnection:")
                    .doesNotContain("x-mine")
                    .doesNotContain("keep-alive")
                    .doesNotContain("\r\nte:")
                    .doesNotContain("trailer")
                    .doesNotContain("upgrade")
                    .doesNotContain("proxy-authorization")
                    .contains("\r\nauthorization: secret\r\n")
                    .contains("\r\nx-forwarded-for: 127.0.0.1\r\n")
                    .contains("\r\nx-kept: 2\r\n");
        }
    }

    @Test
    void endsHopByHopFieldsOfTheResponse() throws Exception {
        backend.close();
        String head = lines(
                "HTTP/1.1 200 OK",
                "connection: keep-alive, x-mine, set-cookie",
                "x-mine: 1",
                "keep-alive: timeout=50",
                "proxy-authenticate: b",
                "upgrade: h2c",
                "set-cookie: a=b",
                "set-cookie: c=d",
                "x-kept: 2",
                "content-length: 2");
        backend = RawBackend.answering(head + "\r\nok");
        try (TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.fields().keySet())
                    .containsExactlyInAnyOrder("set-cookie", "x-kept", "content-length", "date");
            assertThat(reply.field("set-cookie")).isEqualTo("a=b, c=d");
        }
    }

    @Test
    void sendsTheEndpointsOwnAddressAsHostIfToldTo() throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.host = UpstreamHost.ENDPOINT;
        try (TestProxy proxy = setup.to(backend)) {
            assertThat(seenFor(proxy, "")).contains("\r\nhost: 127.0.0.1:" + backend.port() + "\r\n");
        }
    }

    @Test
    void sendsALiteralHostIfToldTo() throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.host = UpstreamHost.literal("inside.example:8443");
        try (TestProxy proxy = setup.to(backend)) {
            assertThat(seenFor(proxy, "")).contains("\r\nhost: inside.example:8443\r\n");
        }
    }

    @Test
    void usesOneConnectionWhateverHostsTheClientsName() throws Exception {
        try (TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            for (int i = 0; i < 20; i++) {
                client.send("GET / HTTP/1.1\r\nHost: h" + i + "\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(backend.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void tellsTheViewIfTheListenerIsToldTo() throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.reportView = true;
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.field("x-quorate-view")).isEqualTo("0000000000001234");
            assertThat(reply.field("x-quorate-endpoint")).isEqualTo("127.0.0.1:" + backend.port());
            assertThat(reply.field("x-quorate-attempts")).isEqualTo("1");
            Reply refused = client.send("GET x HTTP/1.1\r\nHost: a\r\n\r\n").read();
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.field("x-quorate-view")).isEqualTo("0000000000001234");
            assertThat(refused.field("x-quorate-attempts")).isEqualTo("0");
        }
    }

    private static String spoofed() {
        return lines(
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil",
                "X-Forwarded-Prefix: /evil",
                "X_Forwarded_For: 6.6.6.6",
                "X-Real-IP: 6.6.6.6",
                "Forwarded: for=6.6.6.6;proto=https",
                "X-Request-Id: given-id");
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    /** The head that the endpoint receives, in lower case. */
    private String seenFor(TestProxy proxy, String fields) throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a:81\r\n" + fields + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        return backend.received().toLowerCase(Locale.ROOT);
    }
}
