package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.route.RouteMatch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corners of HTTP/1.1 that go end to end. */
class ProtocolTest {
    private RawBackend backend;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        proxy = TestProxy.proxyTo(backend);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        backend.close();
    }

    @Test
    void waitsForTheResponseBehindInterimOnesThatItDoesNotKnow() throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 102 Processing\r\n\r\n" + RawBackend.OK);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void takesSoManyInterimResponsesForAnEndpointThatIsBroken() throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 102 Processing\r\n\r\n".repeat(9) + RawBackend.OK);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            proxy.assertConserved(backend);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-a, close", "keep-alive, Close", "close,x-a", "x-a\r\nconnection: x-b, close"})
    void closesForACloseAmongOtherOptions(String options) throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + options + "\r\n\r\n");
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void keepsNoConnectionThatAnEndpointClosesAmongOtherOptions() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: x-a, close\r\nx-a: 1\r\n\r\nok";
        try (RawBackend backend = RawBackend.answering(answer);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                Reply reply = client.get("/");
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.field("x-a")).isEmpty();
            }
            assertThat(backend.connections()).isEqualTo(3);
        }
    }

    @Test
    void passesTrailersOfARequestOn() throws Exception {
        try (RawBackend backend = RawBackend.answering(RawBackend.OK);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            String chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n";
            // Pipelined, so that the trailers of the second are decoded while the first is being answered.
            client.send(chunks + "X-Sum: 1\r\nHost: evil\r\nContent-Length: 5\r\n\r\n" + chunks + "X-Sum: 2\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(backend.received())
                    .containsSubsequence("0\r\nX-Sum: 1\r\n\r\n", "0\r\nX-Sum: 2\r\n\r\n")
                    .doesNotContain("evil");
        }
    }

    @Test
    void passesTheExpectationAndTheGoAhead() throws Exception {
        backend.become(connection -> {
            String head = connection.readHead();
            if (head.toLowerCase(java.util.Locale.ROOT).contains("expect: 100-continue")) {
                connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            connection.skip(3);
            connection.send(RawBackend.OK);
            connection.waitForEnd();
        });
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(backend.received()).endsWith("\r\n\r\nabc");
    }

    @Test
    void passesTheAnswerOfAnEndpointThatDoesNotWantTheBody() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\nno");
            connection.waitForEnd();
        });
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.field("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
        proxy.assertConserved(backend);
    }

    @Test
    void passesEarlyHints() throws Exception {
        backend.become(connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\nkeep-alive: x\r\n\r\n" + RawBackend.OK);
            }
        });
        try (RawClient client = proxy.client()) {
            Reply hints = client.get("/");
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.fields().keySet()).containsExactly("link");
            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(client.get("/").status()).isEqualTo(103);
        }
    }

    @Test
    void keepsTheLengthOfAHeadAnswerAndSendsNoBody() throws Exception {
        backend.become(connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n");
            }
        });
        try (RawClient client = proxy.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read(true).field("content-length")).isEqualTo("1234");
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read(true).status()).isEqualTo(200);
        }
    }

    @Test
    void sendsNoFramingWith204And304() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            connection.readRequest();
            connection.send("HTTP/1.1 304 Not Modified\r\netag: \"x\"\r\n\r\n");
            connection.waitForEnd();
        });
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/").fields()).containsOnlyKeys("date");
            Reply unmodified = client.get("/");
            assertThat(unmodified.status()).isEqualTo(304);
            assertThat(unmodified.fields()).containsOnlyKeys("date", "etag");
        }
    }

    @Test
    void streamsToAnHttp10ClientAndCloses() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n");
            connection.read();
            connection.send("2\r\ncd\r\n0\r\n\r\n");
            connection.waitForEnd();
        });
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("ab") < 0) {
                seen.append((char) client.in().read());
            }
            assertThat(seen.toString().toLowerCase(java.util.Locale.ROOT))
                    .contains("connection: close")
                    .doesNotContain("chunked")
                    .doesNotContain("keep-alive");
        }
    }

    @Test
    void keepsTheConnectionOfAnHttp10ClientThatAsksAndCanTellTheEnd() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            Reply reply = client.read();
            assertThat(reply.field("connection")).isEqualTo("keep-alive");
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(backend.received()).contains("via: 1.0 quorate").contains("host: 127.0.0.1:" + backend.port());
    }

    @Test
    void closesAfterTheAnswerIfTheClientAsksForThat() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Reply reply = client.read();
            assertThat(reply.field("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(backend.received().toLowerCase(java.util.Locale.ROOT)).doesNotContain("connection: close");
    }

    @Test
    void passesTrailers() throws Exception {
        backend.become(connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 200 OK\r\ntrailer: x-sum\r\ntransfer-encoding: chunked\r\n\r\n");
                connection.send("2\r\nab\r\n0\r\nx-sum: 12\r\n\r\n");
            }
        });
        try (RawClient client = proxy.client()) {
            Reply reply = client.get("/");
            assertThat(reply.body()).isEqualTo("ab");
            assertThat(reply.field("trailer")).isEqualTo("x-sum");
            assertThat(reply.fields()).containsKey("trailer:x-sum: 12");
            assertThat(client.get("/").body()).isEqualTo("ab");
        }
    }

    @Test
    void sendsTheHeadBeforeThereIsABody() throws Exception {
        backend.become(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            connection.waitForEnd();
        });
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.in().read()).isEqualTo('H');
        }
        proxy.assertConserved(backend);
    }

    @Test
    void takesEmptyBodiesBothWays() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(backend.received()).contains("Content-Length: 0\r\n").endsWith("0\r\n\r\n");
    }

    @Test
    void saysWhatMethodsARouteTakesAndWhenThereIsNone() throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.match = new RouteMatch(List.of(), "/api", false, Set.of("GET", "PUT"), Map.of());
        try (TestProxy routed = setup.to(backend);
                RawClient client = routed.client()) {
            client.send("DELETE /api HTTP/1.1\r\nHost: a\r\n\r\n");
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.field("allow")).isEqualTo("GET, PUT");
            assertThat(client.get("/other").status()).isEqualTo(404);
            assertThat(client.get("/api/x").status()).isEqualTo(200);
        }
        assertThat(backend.requests()).isEqualTo(1);
    }
}
