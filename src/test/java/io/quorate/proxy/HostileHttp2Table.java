package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Malformed messages in HTTP/2, which are refused by an error or a status; no endpoint understands one of them. */
abstract class HostileHttp2Table {
    private static final String INJECTED = "/x HTTP/1.1\r\nHost: evil\r\n\r\n";

    private RecordingEndpoint endpoint;
    private TestProxy proxy;

    abstract Protocol toEndpoints();

    @BeforeEach
    void start() throws Exception {
        endpoint = new RecordingEndpoint(toEndpoints());
        TestProxy.Setup setup = new TestProxy.Setup().oneAtATime(toEndpoints());
        setup.protocols = new Protocols(true, true, false);
        proxy = setup.conserving(endpoint);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        endpoint.close();
    }

    @TestFactory
    Stream<DynamicTest> refusesPseudoHeadersThatAreNotThoseOfARequest() {
        return Stream.of(
                refused("unknown", with(":foo", "bar")),
                refused("of an answer", with(":status", "200")),
                refused("path twice", with(":path", "/")),
                refused("method twice", with(":method", "GET")),
                refused("scheme twice", with(":scheme", "http")),
                refused("authority twice", with(":authority", "a")),
                refused("no path", without(":path")),
                refused("no method", without(":method")),
                refused("no scheme", without(":scheme")),
                refused("no authority and no host", without(":authority")),
                refused("empty authority", changed(":authority", "")),
                refused("authority with user", changed(":authority", "u@a")),
                refused("authority with a path", changed(":authority", "a/b")),
                refused("authority with a space", changed(":authority", "a b")),
                refused("authority against host", with("host", "evil")),
                refused("host twice", with("host", "a", "host", "a")),
                refused("scheme of another kind", changed(":scheme", "ftp")),
                refused(
                        "after a field",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":authority",
                        "a",
                        "x-a",
                        "b",
                        ":path",
                        "/"),
                refused("empty path", changed(":path", "")),
                refused("relative path", changed(":path", "foo")),
                refused("path with a fragment", changed(":path", "/a#b")),
                refused("path with a space", changed(":path", "/a b")),
                refused("path with a line", changed(":path", INJECTED)),
                refused("path with NUL", changed(":path", "/a\0b")),
                refused("path with eight bits", changed(":path", "/caf\u00e9")),
                refused("path with bad percent", changed(":path", "/%zz")),
                refused("path beyond root", changed(":path", "/../../etc/passwd")),
                refused("asterisk with GET", changed(":path", "*")),
                refused("absolute path", changed(":path", "http://a/")),
                refused("method with a line", changed(":method", "GET /x HTTP/1.1\r\nHost: evil\r\n\r\nGET")),
                refused("empty method", changed(":method", "")),
                refused("method that is no token", changed(":method", "GE(T")),
                refused("CONNECT", ":method", "CONNECT", ":authority", "a:443"),
                refused("CONNECT with a path", changed(":method", "CONNECT")),
                refused(
                        "extended CONNECT",
                        ":method",
                        "CONNECT",
                        ":protocol",
                        "websocket",
                        ":scheme",
                        "http",
                        ":authority",
                        "a",
                        ":path",
                        "/"),
                refused("protocol without CONNECT", with(":protocol", "websocket")));
    }

    @TestFactory
    Stream<DynamicTest> refusesFieldsThatHttp1CouldNotCarry() {
        return Stream.of(
                refused("upper case", with("X-A", "b")),
                refused("connection", with("connection", "close")),
                refused("keep-alive", with("keep-alive", "timeout=5")),
                refused("proxy-connection", with("proxy-connection", "keep-alive")),
                refused("upgrade", with("upgrade", "websocket")),
                refused("http2-settings", with("http2-settings", "AAMAAABkAAQAAP__")),
                refused("transfer-encoding", with("transfer-encoding", "chunked")),
                refused("te gzip", with("te", "gzip")),
                refused("te trailers and more", with("te", "trailers, gzip")),
                refused("CRLF in a value", with("x-a", "b\r\nx-b: c")),
                refused("CR in a value", with("x-a", "b\rc")),
                refused("LF in a value", with("x-a", "b\nc")),
                refused("NUL in a value", with("x-a", "b\0c")),
                refused("DEL in a value", with("x-a", "b\u007fc")),
                refused("space before a value", with("x-a", " b")),
                refused("tab after a value", with("x-a", "b\t")),
                refused("CRLF in a name", with("x-a: b\r\nx-b", "c")),
                refused("colon in a name", with("x:a", "b")),
                refused("space in a name", with("x a", "b")),
                refused("NUL in a name", with("x\0a", "b")),
                refused("eight bits in a name", with("caf\u00e9", "b")),
                refused("empty name", with("", "b")),
                refused("many fields", many(2_000)),
                refused("long field", with("x-a", "b".repeat(64 << 10))),
                refused("long path", changed(":path", "/" + "b".repeat(16 << 10))));
    }

    @TestFactory
    Stream<DynamicTest> refusesLengthsThatAreNotThatOfTheBody() {
        return Stream.of(
                refusedBody("none and a body", "smuggled", "content-length", "0"),
                refusedBody("less than the body", "smuggled", "content-length", "3"),
                refusedBody("negative", "a", "content-length", "-1"),
                refusedBody("signed", "a", "content-length", "+1"),
                refusedBody("list that differs", "abc", "content-length", "3, 5"),
                refusedBody("empty", "", "content-length", ""),
                refusedBody("hexadecimal", "abc", "content-length", "0x3"),
                refusedBody("huge", "abc", "content-length", "99999999999999999999"),
                refusedBody("two", "abc", "content-length", "3", "content-length", "5"),
                refused("with the head as the end", with("content-length", "3")));
    }

    @TestFactory
    Stream<DynamicTest> breaksARequestOffWhoseTrailersAreMalformed() {
        return Stream.of(
                trailers("pseudo-header", ":path", "/evil"),
                trailers("upper case", "X-A", "b"),
                trailers("line in a value", "x-a", "b\r\nx-b: c"),
                trailers("line in a name", "x-a: b\r\nx-b", "c"),
                trailers("transfer-encoding", "transfer-encoding", "chunked"),
                trailers("connection", "connection", "close"));
    }

    private DynamicTest refused(String name, String... fields) {
        return DynamicTest.dynamicTest(name, () -> {
            try (RawHttp2 client = RawHttp2.client(proxy.port())) {
                client.headers(1, true, fields);
                assertRefused(client);
            }
            assertNothingUnderstood();
        });
    }

    private DynamicTest refusedBody(String name, String body, String... fields) {
        return DynamicTest.dynamicTest(name, () -> {
            try (RawHttp2 client = RawHttp2.client(proxy.port())) {
                client.post(1, "/", fields).data(1, true, body);
                assertRefused(client);
            }
            // An upload begins with its head, before all of the body can have come.
            assertNothingUnderstood();
        });
    }

    private DynamicTest trailers(String name, String... trailers) {
        return DynamicTest.dynamicTest(name, () -> {
            try (RawHttp2 client = RawHttp2.client(proxy.port())) {
                client.post(1, "/").data(1, false, "abc").headers(1, true, trailers);
                assertRefused(client);
            }
            assertNothingUnderstood();
        });
    }

    private void assertNothingUnderstood() throws IOException {
        proxy.assertAtRest();
        assertThat(endpoint.understood()).containsOnly("GET /good []");
        assertThat(endpoint.doubts()).isEmpty();
    }

    static void assertRefused(RawHttp2 client) throws IOException {
        Http2Message answer = client.read(1);
        if (client.goAways().isEmpty() && !answer.isReset()) {
            assertThat(answer.status()).isBetween(400, 499);
        } else if (client.goAways().isEmpty() && answer.status() == 0) {
            assertThat(answer.reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
        }
        assertThat(answer.status()).isNotEqualTo(200);
    }

    private static String[] good() {
        return new String[] {":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/"};
    }

    static String[] with(String... more) {
        String[] all = Arrays.copyOf(good(), 8 + more.length);
        System.arraycopy(more, 0, all, 8, more.length);
        // A pseudo-header comes with its like, or it would be refused for its place alone.
        return more[0].startsWith(":")
                ? Stream.concat(Arrays.stream(more), Arrays.stream(good())).toArray(String[]::new)
                : all;
    }

    private static String[] without(String name) {
        List<String> all = new ArrayList<>(Arrays.asList(good()));
        int at = all.indexOf(name);
        all.subList(at, at + 2).clear();
        return all.toArray(String[]::new);
    }

    private static String[] changed(String name, String value) {
        String[] all = good();
        all[Arrays.asList(all).indexOf(name) + 1] = value;
        return all;
    }

    private static String[] many(int count) {
        String[] more = new String[2 * count];
        for (int i = 0; i < count; i++) {
            more[2 * i] = "x-" + i;
            more[2 * i + 1] = "b";
        }
        return with(more);
    }
}
