package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint in HTTP/2 is spoken to as well from HTTP/1.1 as from HTTP/2. */
class Http2EndpointTest {
    private static final int MIB = 1 << 20;

    private RawHttp2Backend backend;
    private TestProxy proxy;
    private RawHttp2 client;

    @BeforeEach
    void start() throws Exception {
        backend = RawHttp2Backend.ok();
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.protocols = new Protocols(true, true, false);
        setup.transport = new Transport(Protocol.HTTP2, EndpointTls.NONE, Connections.DEFAULT);
        proxy = setup.to(backend.port());
        client = RawHttp2.client(proxy.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        proxy.close();
        backend.close();
    }

    @Test
    void isAskedWhatAClientInHttp1Asks() throws Exception {
        try (RawClient http1 = proxy.client()) {
            Reply reply = http1.send(
                            "GET /a?b=c HTTP/1.1\r\nHost: shop.example\r\nX-A: b\r\nConnection: x-b\r\nX-B: c\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("content-length")).isEqualTo("2");
            assertThat(reply.body()).isEqualTo("ok");
        }
        Http2Message request = backend.requests().get(0);
        assertThat(request.field(":method")).isEqualTo("GET");
        assertThat(request.field(":path")).isEqualTo("/a?b=c");
        assertThat(request.field(":scheme")).isEqualTo("http");
        assertThat(request.field(":authority")).isEqualTo("shop.example");
        assertThat(request.field("x-a")).isEqualTo("b");
        assertThat(request.field("te")).isEqualTo("trailers");
        assertThat(request.head())
                .doesNotContainKeys("host", "connection", "x-b", "content-length", "transfer-encoding");
    }

    @Test
    void isAskedWhatAClientInHttp2Asks() throws Exception {
        client.headers(
                1,
                true,
                ":method",
                "GET",
                ":scheme",
                "http",
                ":authority",
                "a",
                ":path",
                "/",
                "cookie",
                "a=1",
                "cookie",
                "b=2",
                "te",
                "trailers");
        assertThat(client.read(1).text()).isEqualTo("ok");
        Http2Message request = backend.requests().get(0);
        assertThat(request.field(":authority")).isEqualTo("a");
        assertThat(request.field("cookie")).isEqualTo("a=1; b=2");
        assertThat(request.field("te")).isEqualTo("trailers");
        assertThat(request.head()).doesNotContainKeys("host", "content-length");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB, 20 * MIB})
    void takesAndGivesBodiesOfKnownLength(int length) throws Exception {
        byte[] body = content(length);
        echo(body, "content-length", String.valueOf(length));
        if (length == 0) {
            client.post(1, "/", "content-length", "0").data(1, true, "");
        } else {
            client.post(1, "/", "content-length", String.valueOf(length)).body(1, true, body);
        }
        Http2Message answer = client.read(1);
        assertThat(answer.field("content-length")).isEqualTo(String.valueOf(length));
        assertThat(answer.whole()).isTrue();
        assertThat(answer.body()).isEqualTo(body);
        assertThat(backend.requests().get(0).field("content-length")).isEqualTo(String.valueOf(length));
        assertThat(backend.requests().get(0).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB, 20 * MIB})
    void takesAndGivesBodiesOfUnknownLength(int length) throws Exception {
        byte[] body = content(length);
        echo(body, "x-a", "b");
        client.post(1, "/").body(1, false, body).data(1, true, "");
        Http2Message answer = client.read(1);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.head()).doesNotContainKey("content-length");
        assertThat(backend.requests().get(0).head()).doesNotContainKey("content-length");
        assertThat(backend.requests().get(0).body()).isEqualTo(body);
    }

    @Test
    void takesAndGivesBodiesOfAClientInHttp1() throws Exception {
        byte[] body = content(MIB);
        echo(body, "x-a", "b");
        try (RawClient http1 = proxy.client()) {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            http1.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n" + text
                    + "\r\n0\r\nX-Sum: 1\r\n\r\n");
            Reply reply = http1.read();
            assertThat(reply.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(reply.whole()).isTrue();
            assertThat(reply.body()).isEqualTo(text);
        }
        assertThat(backend.requests().get(0).body()).isEqualTo(body);
        assertThat(backend.requests().get(0).trailer("x-sum")).isEqualTo("1");
    }

    @Test
    void takesAndGivesTrailers() throws Exception {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            backend.serve(
                    connection,
                    (on, stream) -> on.headers(stream, false, ":status", "200")
                            .data(stream, false, "abc")
                            .headers(stream, true, "grpc-status", "0"));
        });
        client.post(1, "/").data(1, false, "abc").headers(1, true, "x-sum", "1");
        Http2Message answer = client.read(1);
        assertThat(answer.text()).isEqualTo("abc");
        assertThat(answer.trailer("grpc-status")).isEqualTo("0");
        assertThat(backend.requests().get(0).trailer("x-sum")).isEqualTo("1");
        try (RawClient http1 = proxy.client()) {
            assertThat(http1.get("/").fields()).containsKey("trailer:grpc-status: 0");
        }
    }

    /** As gRPC answers with an error: one head that ends the stream. */
    @Test
    void answersWithNothingButAHead() throws Exception {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            backend.serve(connection, (on, stream) -> on.headers(stream, true, ":status", "200", "grpc-status", "12"));
        });
        Http2Message answer = client.get(1, "/").read(1);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("grpc-status")).isEqualTo("12");
        assertThat(answer.head()).doesNotContainKey("content-length");
        assertThat(answer.whole()).isTrue();
        try (RawClient http1 = proxy.client()) {
            Reply reply = http1.get("/");
            assertThat(reply.field("grpc-status")).isEqualTo("12");
            assertThat(reply.whole()).isTrue();
        }
    }

    @Test
    void answersToHeadAndWithoutBodies() throws Exception {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            AtomicInteger answered = new AtomicInteger();
            String[][] answers = {{"200", "content-length", "1234"}, {"204", "x-a", "b"}, {"304", "etag", "x"}};
            backend.serve(connection, (on, stream) -> {
                String[] answer = answers[answered.getAndIncrement() % 3];
                on.headers(stream, true, ":status", answer[0], answer[1], answer[2]);
            });
        });
        client.headers(1, true, ":method", "HEAD", ":scheme", "http", ":authority", "a", ":path", "/");
        assertThat(client.read(1).field("content-length")).isEqualTo("1234");
        assertThat(client.get(3, "/").read(3).head()).containsOnlyKeys(":status", "date", "x-a");
        assertThat(client.get(5, "/").read(5).head()).containsOnlyKeys(":status", "date", "etag");
        try (RawClient http1 = proxy.client()) {
            Reply head = http1.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").read(true);
            assertThat(head.field("content-length")).isEqualTo("1234");
            assertThat(http1.get("/").fields()).containsOnlyKeys("date", "x-a");
            assertThat(http1.get("/").fields()).containsOnlyKeys("date", "etag");
        }
    }

    @Test
    void givesEarlyHintsAndTheGoAhead() throws Exception {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            int stream = connection.request(0);
            connection.headers(stream, false, ":status", "103", "link", "</a>");
            connection.headers(stream, false, ":status", "100");
            connection.read(stream);
            RawHttp2Backend.ok(connection, stream);
            connection.readToEnd();
        });
        client.post(1, "/", "expect", "100-continue", "content-length", "3");
        while (client.soFar(1).interim().size() < 2 && client.read()) {
            // Nothing of the body is sent until then.
        }
        assertThat(client.data(1, true, "abc").read(1).interim()).containsExactly(103, 100);
        assertThat(client.soFar(1).text()).isEqualTo("ok");
    }

    @Test
    void answersBeforeTheRequestHasEnded() throws Exception {
        CompletableFuture<Http2Message> seen = new CompletableFuture<>();
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            int stream = connection.request(0);
            connection.headers(stream, true, ":status", "413", "content-length", "0");
            seen.complete(connection.read(stream));
            connection.readToEnd();
        });
        Http2Message answer = client.post(1, "/").data(1, false, "abc").read(1);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.whole()).isTrue();
        assertThat(seen.get(5, TimeUnit.SECONDS).reset()).isEqualTo(RawHttp2.NO_ERROR);
        Awaitility.await().until(() -> proxy.inFlight() == 0);
    }

    @Test
    void isNotReadFasterThanTheClientReads() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] block = new byte[256 << 10];
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            int stream = connection.request(0);
            connection.headers(stream, false, ":status", "200");
            for (int i = 0; i < 80; i++) {
                connection.body(stream, false, block);
                sent.addAndGet(block.length);
            }
            connection.data(stream, true, "");
            connection.readToEnd();
        });
        client.credits(false);
        client.get(1, "/").readHead(1);
        LockSupport.parkNanos(500_000_000L);
        assertThat(sent.get()).isLessThan(2L * MIB);
        client.window(0, 1 << 30).window(1, 1 << 30);
        Http2Message answer = client.read(1);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.body()).hasSize(80 * block.length);
    }

    @Test
    void holdsTheClientBackWhileItReadsNothing() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        backend.become(connection -> {
            connection.credits(false);
            RawHttp2Backend.greet(connection);
            goOn.join();
            connection.window(0, 1 << 30);
            connection.window(connection.request(0), 1 << 30);
            backend.serve(connection, RawHttp2Backend::ok);
        });
        byte[] body = content(20 * MIB);
        AtomicLong sent = new AtomicLong();
        client.post(1, "/");
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                for (int at = 0; at < body.length; at += MIB / 4) {
                    client.body(1, false, Arrays.copyOfRange(body, at, at + MIB / 4));
                    sent.addAndGet(MIB / 4);
                }
                client.data(1, true, "");
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        LockSupport.parkNanos(500_000_000L);
        assertThat(sent.get()).isLessThan(2L * MIB);
        goOn.complete(null);
        sending.get(30, TimeUnit.SECONDS);
        assertThat(client.read(1).status()).isEqualTo(200);
        assertThat(backend.requests().get(0).body()).isEqualTo(body);
    }

    /** Each asks for more than its share of the window of the connection. */
    @Test
    void answersManyStreamsThatShareASmallWindow() throws Exception {
        byte[] body = content(200_000);
        echo(body, "x-a", "b");
        for (int i = 0; i < 50; i++) {
            client.get(2 * i + 1, "/");
        }
        for (int i = 0; i < 50; i++) {
            assertThat(client.read(2 * i + 1).body()).isEqualTo(body);
        }
        assertThat(backend.connections()).isOne();
    }

    private void echo(byte[] body, String... fields) {
        backend.become(connection -> {
            RawHttp2Backend.greet(connection);
            backend.serve(connection, (on, stream) -> {
                String[] head = {":status", "200", fields[0], fields[1]};
                on.headers(stream, false, head).body(stream, false, body).data(stream, true, "");
            });
        });
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
