package io.quorate.proxy;

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
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HOST = "Host: a\r\n";

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
                : Stream.of(refused("h2 preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    @TestFactory
    Stream<DynamicTest> refusesAndForwardsNothing() {
        return Stream.of(
                refused(
                        "CL.TE",
                        400,
                        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SMUGGLED)),
                refused("TE.CL", 400, post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n" + SMUGGLED)),
                refused("two lengths", 400, post("Content-Length: 3\r\nContent-Length: 5\r\n", "abcde")),
                refused("one length twice", 400, post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc")),
                refused(
                        "two lengths on 1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
                refused("length list", 400, post("Content-Length: 3, 3\r\n", "abc")),
                refused("negative length", 400, post("Content-Length: -1\r\n", "")),
                refused("signed length", 400, post("Content-Length: +3\r\n", "abc")),
                refused("hexadecimal length", 400, post("Content-Length: 0x3\r\n", "abc")),
                refused("length with underscore", 400, post("Content-Length: 1_0\r\n", "abc")),
                refused("length with a space", 400, post("Content-Length: 3 4\r\n", "abc")),
                refused("huge length", 400, post("Content-Length: 99999999999999999999\r\n", "abc")),
                refused("empty length", 400, post("Content-Length: \r\n", "")),
                refused(
                        "coding twice",
                        400,
                        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
                refused("chunked not last", 400, post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")),
                refused("chunked after another", 400, post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")),
                refused("unknown coding", 400, post("Transfer-Encoding: cow\r\n", "0\r\n\r\n")),
                refused("vertical tab in coding", 400, post("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n")),
                refused("space before colon", 400, post("Transfer-Encoding : chunked\r\nContent-Length: 3\r\n", "abc")),
                refused("leading comma", 400, post("Transfer-Encoding: ,chunked\r\nContent-Length: 3\r\n", "abc")),
                refused("only a comma", 400, post("Transfer-Encoding: ,chunked\r\n", "0\r\n\r\n")),
                refused("folded coding", 400, post("Transfer-Encoding:\r\n chunked\r\nContent-Length: 3\r\n", "abc")),
                refused("folded coding alone", 400, post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
                refused("folded field", 400, get("/", HOST + "X-A: b\r\n c\r\n")),
                refused("field folded by tab", 400, get("/", HOST + "X-A: b\r\n\tc\r\n")),
                refused("folded host", 400, get("/", "Host: a\r\n b\r\n")),
                refused("space before the first field", 400, get("/", " X-A: b\r\n" + HOST)),
                refused(
                        "coding on 1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
                refused(
                        "coding and length on 1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\nabcd"
                                + SMUGGLED),
                refused("bare LF", 400, "GET / HTTP/1.1\nHost: a\n\n"),
                refused("bare LF after a field", 400, "GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n"),
                refused("bare CR in a value", 400, get("/", HOST + "X-A: b\rX-B: c\r\n")),
                refused("CR ends the block", 400, "GET / HTTP/1.1\r\nHost: a\r\n\rZ" + SMUGGLED),
                refused("NUL in a value", 400, get("/", HOST + "X-A: b\0c\r\n")),
                refused("DEL in a value", 400, get("/", HOST + "X-A: b\u007fc\r\n")),
                refused("NUL in the path", 400, get("/a\0b", HOST)),
                refused("no host", 400, get("/", "")),
                refused("host twice", 400, get("/", HOST + HOST)),
                refused("two hosts", 400, get("/", HOST + "Host: b\r\n")),
                refused("empty host", 400, get("/", "Host: \r\n")),
                refused("host with a path", 400, get("/", "Host: a/b\r\n")),
                refused("host with user", 400, get("/", "Host: u@a\r\n")),
                refused("host with two ports", 400, get("/", "Host: a:80:80\r\n")),
                refused("host list", 400, get("/", "Host: a, b\r\n")),
                refused("absolute form against host", 400, get("http://evil/", HOST)),
                refused("absolute form with user", 400, get("http://u@a/", HOST)),
                refused("absolute form of another scheme", 400, get("ftp://a/", HOST)),
                refused("asterisk with GET", 400, get("*", HOST)),
                refused("relative target", 400, get("foo", HOST)),
                refused("space in target", 400, get("/a b", HOST)),
                refused("tab in request line", 400, "GET\t/ HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("space before the request line", 400, " GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("tab before the request line", 400, "\tGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("two spaces", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("bare CR in request line", 400, "GET /\rHTTP/1.1\r\n" + HOST + "\r\n"),
                refused("fragment", 400, get("/a#b", HOST)),
                refused("eight bits in target", 400, get("/caf\u00e9", HOST)),
                refused("bad percent", 400, get("/%zz", HOST)),
                refused("dots beyond root", 400, get("/../../etc/passwd", HOST)),
                refused("encoded traversal", 400, get("/a/%2e%2e%2f%2e%2e%2fetc", HOST)),
                refused("space before colon of a field", 400, get("/", HOST + "X-A : b\r\n")),
                refused("empty name", 400, get("/", HOST + ": b\r\n")),
                refused("no colon", 400, get("/", HOST + "X-A\r\n")),
                refused("bad method", 400, "GE(T / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("CONNECT", 405, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                refused("TRACE", 405, "TRACE / HTTP/1.1\r\n" + HOST + "Cookie: c=d\r\n\r\n"),
                refused("HTTP/0.9", 400, "GET /\r\n"),
                refused("HTTP/1.2", 400, "GET / HTTP/1.2\r\n" + HOST + "\r\n"),
                refused("HTTP/2.0", 400, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
                refused("version in lower case", 400, "GET / http/1.1\r\n" + HOST + "\r\n"),
                refused("TLS hello", 400, "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003\r\n\r\n"),
                refused(
                        "WebSocket draft 76",
                        400,
                        get("/", HOST + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n") + "12345678"),
                refused("unknown expectation", 417, post("Expect: 200-ok\r\nContent-Length: 3\r\n", "abc")),
                refused("9500 nominations", 400, get("/", HOST + "Connection: " + "xz,".repeat(9_500) + "q\r\n")),
                refused(
                        "33 nominations in two fields",
                        400,
                        get("/", HOST + ("Connection: a" + ",b".repeat(16) + "\r\n").repeat(2))),
                refused("64 KiB field", 431, get("/", HOST + "X-A: " + "x".repeat(65_536) + "\r\n")),
                refused("64 KiB target", 414, get("/" + "x".repeat(65_536), HOST)),
                refused("2000 fields", 431, get("/", HOST + "X-A: b\r\n".repeat(2_000))));
    }

    @TestFactory
    Stream<DynamicTest> endsAnUploadThatBreaks() {
        return Stream.of(
                broken("negative chunk", "-1\r\nabc\r\n0\r\n\r\n"),
                broken("hexadecimal chunk", "0x1\r\na\r\n0\r\n\r\n"),
                broken("chunk size with rubbish", "1zz\r\na\r\n0\r\n\r\n"),
                broken("empty chunk size", "\r\na\r\n0\r\n\r\n"),
                broken("chunk overflow", "ffffffffffffffff1\r\na\r\n"),
                broken("chunk without CRLF", "1\r\naXX0\r\n\r\n"),
                broken("bare LF after the size", "1\na\r\n0\r\n\r\n"),
                broken("folded trailer", "1\r\na\r\n0\r\nX-A: b\r\n c\r\n\r\n"),
                broken("trailer folded to nothing", "1\r\na\r\n0\r\nX-A: b\r\n \r\n\r\n"),
                broken("64 KiB chunk extension", "1;a=" + "x".repeat(65_536) + "\r\na\r\n0\r\n\r\n"));
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
                    "Content_Length: 30\r\nTransfer.Encoding: chunked\r\nProxy'Authorization: b\r\nKeep_Alive: b\r\n"
                            + "X_Forwarded.For: 6.6.6.6\r\nX_Fine: b\r\nContent-Length: 3\r\n",
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

    private DynamicTest refused(String name, int status, String bytes) {
        return DynamicTest.dynamicTest(name, () -> {
            String untouched = backend.received();
            try (RawClient client = proxy.client()) {
                client.sendIfTaken(bytes);
                Reply reply = client.read();
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.field("content-type")).isEqualTo("text/plain");
                assertThat(reply.body()).startsWith(status + " ").contains("(request ");
                assertThat(reply.field("connection")).isEqualTo("close");
                assertThat(client.isClosed()).isTrue();
            }
            assertThat(backend.received()).isEqualTo(untouched);
            int before = backend.requests();
            proxy.assertAtRest();
            assertThat(backend.requests()).isEqualTo(before + 1);
        });
    }

    private DynamicTest broken(String name, String body) {
        return DynamicTest.dynamicTest(name, () -> {
            try (RawClient client = proxy.client()) {
                client.sendIfTaken(post("Transfer-Encoding: chunked\r\n", body));
                assertThat(client.read().status()).isEqualTo(400);
                assertThat(client.isClosed()).isTrue();
            }
            proxy.assertAtRest();
        });
    }

    private static String get(String target, String fields) {
        return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
    }

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n" + body;
    }
}
