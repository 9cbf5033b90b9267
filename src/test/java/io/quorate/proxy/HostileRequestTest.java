package io.quorate.proxy;

import static io.quorate.proxy.HostileRequests.HOST;
import static io.quorate.proxy.HostileRequests.SMUGGLED;
import static io.quorate.proxy.HostileRequests.get;
import static io.quorate.proxy.HostileRequests.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.transport.Protocol;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is ambiguous is refused with a status and a closed connection, and not one byte of it is forwarded. */
class HostileRequestTest {
    private RawBackend backend;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        TestProxy.Setup setup = new TestProxy.Setup().oneAtATime(Protocol.HTTP1);
        setup.protocols = protocols();
        setup.clientTimeouts = new ListenerTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));
        proxy = setup.conserving(backend);
    }

    Protocols protocols() {
        return Protocols.DEFAULT;
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @TestFactory
    Stream<DynamicTest> refusesThePrefaceOfHttp2WhereThatIsNotSpoken() {
        return protocols().h2c()
                ? Stream.empty()
                : Stream.of(refused(new HostileRequests.Row("h2 preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")));
    }

    @TestFactory
    Stream<DynamicTest> refusesAndForwardsNothing() {
        return HostileRequests.refused().map(this::refused);
    }

    @TestFactory
    Stream<DynamicTest> endsAnUploadThatBreaks() {
        return HostileRequests.broken().map(this::broken);
    }

    @Test
    void forwardsTheBodyOfAGetAsABody() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(get("/", HOST + "Content-Length: " + SMUGGLED.length() + "\r\n") + SMUGGLED);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(backend.requests()).isEqualTo(1);
            assertThat(client.get("/next").status()).isEqualTo(200);
        }
        proxy.assertAtRest();
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        backend.become(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                String path = head.substring(4, 6);
                connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n" + path);
            }
        });
        try (RawClient client = proxy.client()) {
            client.send(get("/1", HOST) + get("/2", HOST) + get("/3", HOST));
            assertThat(client.read().body()).isEqualTo("/1");
            assertThat(client.read().body()).isEqualTo("/2");
            assertThat(client.read().body()).isEqualTo("/3");
        }
        proxy.assertAtRest();
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/2.7, HTTP/1.1 400 Bad Request", "GET  / HTTP/1.1, HTTP/1.1 400 Bad Request"})
    void refusesInTheVersionItSpeaks(String line, String status) throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(line + "\r\n\r\n");
            assertThat(client.read(status.length())).isEqualTo(status);
        }
    }

    @Test
    void refusesALongTargetInWordsOfToday() throws Exception {
        try (RawClient client = proxy.client()) {
            client.sendIfTaken(get("/" + "x".repeat(9_000), HOST));
            String status = "HTTP/1.1 414 URI Too Long\r\n";
            assertThat(client.read(status.length())).isEqualTo(status);
        }
    }

    @Test
    void stripsAnUpgradeToHttp2() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(get(
                    "/", HOST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(backend.received().toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain("upgrade")
                    .doesNotContain("http2-settings");
        }
        proxy.assertAtRest();
    }

    @Test
    void takesChunkExtensionsAndForwardsTheDataOnly() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(post("Transfer-Encoding: Chunked\r\n", "3;a=b\r\nabc\r\n0\r\nX-Trailer: t\r\n\r\n"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(backend.received()).contains("abc").doesNotContain("a=b");
            assertThat(client.get("/next").status()).isEqualTo(200);
        }
        proxy.assertAtRest();
    }

    /** An application behind CGI cannot tell them from those that it would believe. */
    @Test
    void dropsFieldsThatWouldFrameOrEndHereButForASign() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(post(
                    String.join(
                            "\r\n",
                            "Content_Length: 30",
                            "Transfer.Encoding: chunked",
                            "Proxy'Authorization: b",
                            "Keep_Alive: b",
                            "X_Forwarded.For: 6.6.6.6",
                            "X_Fine: b",
                            "Content-Length: 3",
                            ""),
                    "abc"));
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(backend.received().toLowerCase(java.util.Locale.ROOT))
                .contains("\r\ncontent-length: 3\r\n", "\r\nx_fine: b\r\n")
                .doesNotContain("content_", "transfer.", "proxy'", "keep_alive", "x_forwarded");
        proxy.assertAtRest();
    }

    @Test
    void rewritesAnAbsoluteTargetThatAgreesWithHost() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(get("http://A/x?y=z", HOST));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(backend.received()).startsWith("GET /x?y=z HTTP/1.1\r\nhost: A\r\n");
        }
        proxy.assertAtRest();
    }

    @Test
    void answersOptionsForTheServerItself() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.get("/next").status()).isEqualTo(200);
            assertThat(backend.requests()).isEqualTo(1);
        }
    }

    private DynamicTest refused(HostileRequests.Row row) {
        int status = row.status();
        return DynamicTest.dynamicTest(row.name(), () -> {
            String untouched = backend.received();
            try (RawClient client = proxy.client()) {
                client.sendIfTaken(row.bytes());
                Reply reply = client.read();
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.field("content-type")).isEqualTo("text/plain");
                assertThat(reply.body()).startsWith(status + " ").contains("(request ");
                assertThat(reply.field("connection")).isEqualTo("close");
                assertThat(client.isClosed()).isTrue();
            }
            assertThat(backend.received()).isEqualTo(untouched);
            proxy.assertAtRest();
            // Nor did anything of it come later.
            String later = backend.received().substring(untouched.length());
            assertThat(later.split("\r\n\r\n")).allMatch(head -> head.startsWith("GET /good HTTP/1.1\r\n"));
        });
    }

    private DynamicTest broken(HostileRequests.Row row) {
        return DynamicTest.dynamicTest(row.name(), () -> {
            try (RawClient client = proxy.client()) {
                client.sendIfTaken(row.bytes());
                assertThat(client.read().status()).isEqualTo(row.status());
                assertThat(client.isClosed()).isTrue();
            }
            proxy.assertAtRest();
        });
    }
}
