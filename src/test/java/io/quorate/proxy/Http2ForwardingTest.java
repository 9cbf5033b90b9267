package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client in HTTP/2 and an endpoint in HTTP/1.1 lose nothing of what the other says. */
class Http2ForwardingTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final int MIB = 1 << 20;

    private RawBackend backend;
    private TestProxy proxy;
    private RawHttp2 client;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.protocols = new Protocols(true, true, false);
        proxy = setup.to(backend);
        client = RawHttp2.client(proxy.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        proxy.close();
        backend.close();
    }

    @Test
    void passesARequestOn() throws Exception {
        client.headers(
                1,
                true,
                ":method",
                "GET",
                ":scheme",
                "http",
                ":authority",
                "shop.example:81",
                ":path",
                "/a?b=c",
                "host",
                "shop.example:81",
                "x-a",
                "b",
                "te",
                "trailers");
        Http2Message answer = client.read(1);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("ok");
        assertThat(answer.field("content-length")).isEqualTo("2");
        assertThat(received())
                .startsWith("get /a?b=c http/1.1\r\n")
                .containsOnlyOnce("\r\nhost: shop.example:81\r\n")
                .contains("x-a: b\r\n", "via: 2.0 quorate")
                .doesNotContain("content-length", "transfer-encoding", ":authority");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB, 20 * MIB})
    void passesBodiesOfKnownLength(int length) throws Exception {
        byte[] body = content(length);
        backend.become(connection -> {
            connection.readHead();
            connection.skip(length);
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + length + "\r\n\r\n");
            connection.send(text(body));
            connection.waitForEnd();
        });
        client.post(1, "/", "content-length", String.valueOf(length));
        if (length == 0) {
            client.data(1, true, "");
        }
        Http2Message answer = client.body(1, true, body).read(1);
        assertThat(answer.field("content-length")).isEqualTo(String.valueOf(length));
        assertThat(answer.whole()).isTrue();
        assertThat(answer.body()).isEqualTo(body);
        String received = backend.received();
        int head = received.indexOf("\r\n\r\n") + 4;
        assertThat(received.substring(0, head).toLowerCase(Locale.ROOT)).contains("content-length: " + length + "\r\n");
        assertThat(received.substring(head)).isEqualTo(text(body));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB, 20 * MIB})
    void passesBodiesOfUnknownLength(int length) throws Exception {
        byte[] body = content(length);
        backend.become(connection -> {
            connection.readRequest();
            connection.send(CHUNKED);
            if (length > 0) {
                connection.send(Integer.toHexString(length) + "\r\n" + text(body) + "\r\n");
            }
            connection.send("0\r\n\r\n");
            connection.waitForEnd();
        });
        client.post(1, "/").body(1, false, body).data(1, true, "");
        Http2Message answer = client.read(1);
        assertThat(answer.head()).doesNotContainKeys("content-length", "transfer-encoding");
        assertThat(answer.whole()).isTrue();
        assertThat(answer.body()).isEqualTo(body);
        assertThat(received()).contains("transfer-encoding: chunked\r\n").doesNotContain("content-length");
        assertThat(unchunked(backend.received())).isEqualTo(text(body));
    }

    @Test
    void passesTrailersOfARequestOn() throws Exception {
        client.post(1, "/").data(1, false, "abc").headers(1, true, "x-sum", "1", "content-length", "5");
        assertThat(client.read(1).status()).isEqualTo(200);
        assertThat(received()).endsWith("3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n");
    }

    @Test
    void passesTrailersOfAnAnswerOn() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send(CHUNKED + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nConnection: x\r\n\r\n");
            connection.waitForEnd();
        });
        Http2Message answer = client.get(1, "/").read(1);
        assertThat(answer.text()).isEqualTo("abc");
        assertThat(answer.trailers()).containsOnlyKeys("x-sum");
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void passesTrailersOfAnAnswerWithoutABodyOn() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send(CHUNKED + "0\r\nx-sum: 1\r\n\r\n");
            connection.waitForEnd();
        });
        Http2Message answer = client.get(1, "/").read(1);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).doesNotContainKey("content-length");
        assertThat(answer.trailer("x-sum")).isEqualTo("1");
    }

    @Test
    void keepsTheLengthOfAnAnswerToHead() throws Exception {
        backend.become(connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n");
            }
        });
        for (int stream = 1; stream <= 3; stream += 2) {
            client.headers(stream, true, ":method", "HEAD", ":scheme", "http", ":authority", "a", ":path", "/");
            Http2Message answer = client.read(stream);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("content-length")).isEqualTo("1234");
            assertThat(answer.whole()).isTrue();
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void inventsNoLengthOfAnswersWithoutABody() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            connection.readRequest();
            connection.send("HTTP/1.1 304 Not Modified\r\netag: \"x\"\r\n\r\n");
            connection.readRequest();
            connection.send("HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n");
            connection.waitForEnd();
        });
        assertThat(client.get(1, "/").read(1).head()).containsOnlyKeys(":status", "date");
        Http2Message unmodified = client.get(3, "/").read(3);
        assertThat(unmodified.status()).isEqualTo(304);
        assertThat(unmodified.head()).containsOnlyKeys(":status", "date", "etag");
        Http2Message measured = client.get(5, "/").read(5);
        assertThat(measured.whole()).isTrue();
        assertThat(measured.body()).isEmpty();
    }

    @Test
    void passesEarlyHints() throws Exception {
        backend.become(connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + RawBackend.OK);
            }
        });
        for (int stream = 1; stream <= 3; stream += 2) {
            Http2Message answer = client.get(stream, "/").read(stream);
            assertThat(answer.interim()).containsExactly(103);
            assertThat(answer.text()).isEqualTo("ok");
        }
    }

    @Test
    void passesTheExpectationAndTheGoAhead() throws Exception {
        backend.become(connection -> {
            String head = connection.readHead();
            if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
                connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            connection.skip(3);
            connection.send(RawBackend.OK);
            connection.waitForEnd();
        });
        client.post(1, "/", "content-length", "3", "expect", "100-continue");
        while (client.soFar(1).interim().isEmpty() && client.read()) {
            // Nothing of the body is sent until then.
        }
        assertThat(client.soFar(1).interim()).containsExactly(100);
        client.data(1, true, "abc");
        assertThat(client.read(1).status()).isEqualTo(200);
    }

    @Test
    void passesAnAnswerThatDoesNotWaitForTheBody() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 No\r\ncontent-length: 2\r\n\r\nno");
            connection.waitForEnd();
        });
        client.post(1, "/").data(1, false, "abc");
        Http2Message answer = client.read(1);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("no");
        assertThat(answer.whole()).isTrue();
        while (!client.soFar(1).isReset() && client.read()) {
            // It comes right after the end.
        }
        assertThat(client.soFar(1).reset()).isEqualTo(RawHttp2.NO_ERROR);
        client.data(1, false, "late");
        proxy.assertConserved(backend);
        assertThat(client.get(3, "/").read(3).status()).isEqualTo(200);
    }

    @Test
    void breaksAnAnswerOffThatTheEndpointBreaksOff() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
        });
        Http2Message answer = client.get(1, "/").read(1);
        assertThat(answer.whole()).isFalse();
        assertThat(answer.isReset()).isTrue();
        proxy.assertConserved(backend);
        assertThat(client.get(3, "/").read(3).status()).isEqualTo(200);
    }

    @Test
    void tellsTheEndpointThatTheClientTookItsRequestBack() throws Exception {
        backend.become(RawBackend.Connection::waitForEnd);
        client.get(1, "/");
        client.ping();
        while (proxy.inFlight() == 0 && client.pongs() < 1_000 && client.read()) {
            client.ping();
        }
        client.reset(1, RawHttp2.CANCEL);
        org.awaitility.Awaitility.await().until(() -> backend.openConnections() == 0);
        proxy.assertConserved(backend);
    }

    private String received() {
        return backend.received().toLowerCase(Locale.ROOT);
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new java.util.Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String unchunked(String request) {
        StringBuilder body = new StringBuilder();
        int at = request.indexOf("\r\n\r\n") + 4;
        while (true) {
            int end = request.indexOf("\r\n", at);
            int size = Integer.parseInt(request.substring(at, end), 16);
            if (size == 0) {
                return body.toString();
            }
            body.append(request, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
    }
}
