package io.quorate.proxy;

import java.util.stream.Stream;

/** Requests in HTTP/1.1 that are ambiguous or worse. */
final class HostileRequests {
    static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    static final String HOST = "Host: a\r\n";

    private HostileRequests() {}

    /** Bytes, and the status that they are answered with. */
    record Row(String name, int status, String bytes) {}

    /** What is answered at its head, and not forwarded. */
    static Stream<Row> refused() {
        return Stream.of(
                new Row(
                        "CL.TE",
                        400,
                        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SMUGGLED)),
                new Row("TE.CL", 400, post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n" + SMUGGLED)),
                new Row("two lengths", 400, post("Content-Length: 3\r\nContent-Length: 5\r\n", "abcde")),
                new Row("one length twice", 400, post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc")),
                new Row(
                        "two lengths on 1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
                new Row("length list", 400, post("Content-Length: 3, 3\r\n", "abc")),
                new Row("negative length", 400, post("Content-Length: -1\r\n", "")),
                new Row("signed length", 400, post("Content-Length: +3\r\n", "abc")),
                new Row("hexadecimal length", 400, post("Content-Length: 0x3\r\n", "abc")),
                new Row("length with underscore", 400, post("Content-Length: 1_0\r\n", "abc")),
                new Row("length with a space", 400, post("Content-Length: 3 4\r\n", "abc")),
                new Row("huge length", 400, post("Content-Length: 99999999999999999999\r\n", "abc")),
                new Row("empty length", 400, post("Content-Length: \r\n", "")),
                new Row(
                        "coding twice",
                        400,
                        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
                new Row("chunked not last", 400, post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")),
                new Row("chunked after another", 400, post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")),
                new Row("unknown coding", 400, post("Transfer-Encoding: cow\r\n", "0\r\n\r\n")),
                new Row("vertical tab in coding", 400, post("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n")),
                new Row("space before colon", 400, post("Transfer-Encoding : chunked\r\nContent-Length: 3\r\n", "abc")),
                new Row("leading comma", 400, post("Transfer-Encoding: ,chunked\r\nContent-Length: 3\r\n", "abc")),
                new Row("only a comma", 400, post("Transfer-Encoding: ,chunked\r\n", "0\r\n\r\n")),
                new Row("folded coding", 400, post("Transfer-Encoding:\r\n chunked\r\nContent-Length: 3\r\n", "abc")),
                new Row("folded coding alone", 400, post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
                new Row("folded field", 400, get("/", HOST + "X-A: b\r\n c\r\n")),
                new Row("field folded by tab", 400, get("/", HOST + "X-A: b\r\n\tc\r\n")),
                new Row("folded host", 400, get("/", "Host: a\r\n b\r\n")),
                new Row("space before the first field", 400, get("/", " X-A: b\r\n" + HOST)),
                new Row(
                        "coding on 1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
                new Row(
                        "coding and length on 1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\nabcd"
                                + SMUGGLED),
                new Row("bare LF", 400, "GET / HTTP/1.1\nHost: a\n\n"),
                new Row("bare LF after a field", 400, "GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n"),
                new Row("bare CR in a value", 400, get("/", HOST + "X-A: b\rX-B: c\r\n")),
                new Row("CR ends the block", 400, "GET / HTTP/1.1\r\nHost: a\r\n\rZ" + SMUGGLED),
                new Row("NUL in a value", 400, get("/", HOST + "X-A: b\0c\r\n")),
                new Row("DEL in a value", 400, get("/", HOST + "X-A: b\u007fc\r\n")),
                new Row("NUL in the path", 400, get("/a\0b", HOST)),
                new Row("no host", 400, get("/", "")),
                new Row("host twice", 400, get("/", HOST + HOST)),
                new Row("two hosts", 400, get("/", HOST + "Host: b\r\n")),
                new Row("empty host", 400, get("/", "Host: \r\n")),
                new Row("host with a path", 400, get("/", "Host: a/b\r\n")),
                new Row("host with user", 400, get("/", "Host: u@a\r\n")),
                new Row("host with two ports", 400, get("/", "Host: a:80:80\r\n")),
                new Row("host list", 400, get("/", "Host: a, b\r\n")),
                new Row("absolute form against host", 400, get("http://evil/", HOST)),
                new Row("absolute form with user", 400, get("http://u@a/", HOST)),
                new Row("absolute form of another scheme", 400, get("ftp://a/", HOST)),
                new Row("asterisk with GET", 400, get("*", HOST)),
                new Row("relative target", 400, get("foo", HOST)),
                new Row("space in target", 400, get("/a b", HOST)),
                new Row("tab in request line", 400, "GET\t/ HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("space before the request line", 400, " GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("tab before the request line", 400, "\tGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("bare LF before the request line", 400, "\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("bare CR before the request line", 400, "\rGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("CR twice before the request line", 400, "\r\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("two spaces", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("bare CR in request line", 400, "GET /\rHTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("fragment", 400, get("/a#b", HOST)),
                new Row("eight bits in target", 400, get("/caf\u00e9", HOST)),
                new Row("bad percent", 400, get("/%zz", HOST)),
                new Row("dots beyond root", 400, get("/../../etc/passwd", HOST)),
                new Row("encoded traversal", 400, get("/a/%2e%2e%2f%2e%2e%2fetc", HOST)),
                new Row("space before colon of a field", 400, get("/", HOST + "X-A : b\r\n")),
                new Row("empty name", 400, get("/", HOST + ": b\r\n")),
                new Row("no colon", 400, get("/", HOST + "X-A\r\n")),
                new Row("bad method", 400, "GE(T / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("CONNECT", 405, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                new Row("TRACE", 405, "TRACE / HTTP/1.1\r\n" + HOST + "Cookie: c=d\r\n\r\n"),
                new Row("HTTP/0.9", 400, "GET /\r\n"),
                new Row("HTTP/1.2", 400, "GET / HTTP/1.2\r\n" + HOST + "\r\n"),
                new Row("HTTP/2.0", 400, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
                new Row("version in lower case", 400, "GET / http/1.1\r\n" + HOST + "\r\n"),
                new Row("TLS hello", 400, "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003\r\n\r\n"),
                new Row(
                        "WebSocket draft 76",
                        400,
                        get("/", HOST + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n") + "12345678"),
                new Row("unknown expectation", 417, post("Expect: 200-ok\r\nContent-Length: 3\r\n", "abc")),
                new Row("9500 nominations", 400, get("/", HOST + "Connection: " + "xz,".repeat(9_500) + "q\r\n")),
                new Row(
                        "33 nominations in two fields",
                        400,
                        get("/", HOST + ("Connection: a" + ",b".repeat(16) + "\r\n").repeat(2))),
                new Row("length with a fraction", 400, post("Content-Length: 3.0\r\n", "abc")),
                new Row("length with an exponent", 400, post("Content-Length: 1e1\r\n", "abc")),
                new Row("quoted length", 400, post("Content-Length: \"3\"\r\n", "abc")),
                new Row("length before a no-break space", 400, post("Content-Length: 3\u00a0\r\n", "abc")),
                new Row("length with eight bits", 400, post("Content-Length: \u00b3\r\n", "abc")),
                new Row("length of another language", 400, post("Content-Length: \u0663\r\n", "abc")),
                new Row("length folded", 400, post("Content-Length: 3\r\n 0\r\n", "abc")),
                new Row("length with a tab before the colon", 400, post("Content-Length\t: 3\r\n", "abc")),
                new Row("length with eight bits in its name", 400, post("Content\u00adLength: 3\r\n", "abc")),
                new Row("quoted coding", 400, post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")),
                new Row("coding with a parameter", 400, post("Transfer-Encoding: chunked;a=b\r\n", "0\r\n\r\n")),
                new Row("coding with a trailing comma", 400, post("Transfer-Encoding: chunked,\r\n", "0\r\n\r\n")),
                new Row("empty coding", 400, post("Transfer-Encoding: \r\n", "")),
                new Row("identity", 400, post("Transfer-Encoding: identity\r\nContent-Length: 3\r\n", "abc")),
                new Row(
                        "coding before a no-break space",
                        400,
                        post("Transfer-Encoding: chunked\u00a0\r\n", "0\r\n\r\n")),
                new Row("NUL in a name", 400, get("/", HOST + "X\0A: b\r\n")),
                new Row("eight bits in a name", 400, get("/", HOST + "Caf\u00e9: b\r\n")),
                new Row("host with a tab", 400, get("/", "Host: a\tb\r\n")),
                new Row("host with a port too large", 400, get("/", "Host: a:65536\r\n")),
                new Row("host with eight bits", 400, get("/", "Host: caf\u00e9\r\n")),
                new Row("absolute form without an authority", 400, get("http:///a", HOST)),
                new Row("authority form", 400, get("a:443", HOST)),
                new Row("backslash in target", 400, get("/a\\b", HOST)),
                new Row("escaped NUL", 400, get("/a%00b", HOST)),
                new Row("traversal escaped twice", 400, get("/a/%252e%252e/b", HOST)),
                new Row("no version", 400, "GET / \r\n" + HOST + "\r\n"),
                new Row("words after the version", 400, "GET / HTTP/1.1 x\r\n" + HOST + "\r\n"),
                new Row("TRACK in another case", 405, "TRACE /a HTTP/1.1\r\n" + HOST + "\r\n"),
                new Row("64 KiB field", 431, get("/", HOST + "X-A: " + "x".repeat(65_536) + "\r\n")),
                new Row("64 KiB target", 414, get("/" + "x".repeat(65_536), HOST)),
                new Row("2000 fields", 431, get("/", HOST + "X-A: b\r\n".repeat(2_000))));
    }

    /** Uploads that turn out to be broken while they are forwarded. */
    static Stream<Row> broken() {
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
                broken("chunk size with a sign", "+1\r\na\r\n0\r\n\r\n"),
                broken("space before a chunk size", " 1\r\na\r\n0\r\n\r\n"),
                broken("space after a chunk size", "1 \r\na\r\n0\r\n\r\n"),
                broken("NUL in an extension", "1;a=\0\r\na\r\n0\r\n\r\n"),
                broken("bare LF in an extension", "1;a\n\r\na\r\n0\r\n\r\n"),
                broken("bare LF after a chunk", "1\r\na\n0\r\n\r\n"),
                broken("bare LF at the end", "1\r\na\r\n0\r\n\n"),
                broken("bare CR after the size", "1\ra\r\n0\r\n\r\n"),
                broken("trailer without a name", "1\r\na\r\n0\r\n: b\r\n\r\n"),
                broken("space before the colon of a trailer", "1\r\na\r\n0\r\nX : b\r\n\r\n"),
                broken("NUL in a trailer", "1\r\na\r\n0\r\nX: \0\r\n\r\n"),
                broken("request for a trailer", "1\r\na\r\n0\r\n" + SMUGGLED),
                broken("64 KiB chunk extension", "1;a=" + "x".repeat(65_536) + "\r\na\r\n0\r\n\r\n"));
    }

    private static Row broken(String name, String body) {
        return new Row(name, 400, post("Transfer-Encoding: chunked\r\n", body));
    }

    static String get(String target, String fields) {
        return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
    }

    static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n" + body;
    }
}
