package io.quorate.proxy;

import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A way for an endpoint to be wrong.
 *
 * @param alone what a client sees if there is no other: a status, or {@link #CUT}
 * @param safe whether a GET can be made again elsewhere, so that nobody sees anything if there are others
 */
record EndpointFault(String name, Making making, int alone, boolean safe) {
    /** An answer that begins and does not come to a clean end. */
    static final int CUT = 0;

    private static final Protocol HTTP1 = Protocol.HTTP1;
    private static final Protocol HTTP2 = Protocol.HTTP2;
    private static final String HEAD = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = HEAD + "transfer-encoding: chunked\r\n\r\n";
    private static final String TWO = "content-length: 2\r\n\r\nok";
    private static final String HALF = HEAD + "content-length: 100\r\n\r\n" + "x".repeat(50);

    interface Making {
        TestEndpoint make() throws IOException;
    }

    static List<EndpointFault> ofHttp1() {
        return List.of(
                made("K01 refused", () -> UnreachableEndpoint.refusing(HTTP1), 502, true),
                made("K02 SYN dropped", () -> UnreachableEndpoint.hanging(HTTP1), 504, true),
                http1("K03 accepts and closes", 502, true, connection -> {}),
                http1("K03 reads and closes", 502, true, RawBackend.Connection::readHead),
                http1("K04 never answers", 504, true, RawBackend.Connection::waitForEnd),
                http1("K05 resets on accept", 502, true, RawBackend.Connection::reset),
                http1("K06 part of a status line", 502, true, sending("HTTP/1.1 20")),
                http1("K06 part of a head", 502, true, sending(HEAD + "content-le")),
                http1("K07 slow head", 504, true, EndpointFault::dribble),
                http1("K08 half, then FIN", CUT, false, sending(HALF)),
                http1("K08 half, then reset", CUT, false, resetting(HALF)),
                http1("K09 chunks, then FIN", CUT, false, sending(CHUNKED + "5\r\nabcde\r\n")),
                http1("K09 half a chunk, then FIN", CUT, false, sending(CHUNKED + "5\r\nabc")),
                http1("K09 chunks, then half of the last", CUT, false, sending(CHUNKED + "5\r\nabcde\r\n0\r\n")),
                http1("K10 bad size", CUT, false, sending(CHUNKED + "zz\r\nabc\r\n")),
                http1("K10 bad size later", CUT, false, sending(CHUNKED + "5\r\nabcde\r\nzz\r\n")),
                http1("K10 size overflows", CUT, false, sending(CHUNKED + "ffffffffffffffff1\r\nabc\r\n")),
                http1("K10 chunk without its end", CUT, false, sending(CHUNKED + "1\r\naXX0\r\n\r\n")),
                http1("K11 hints without end", 502, false, sending(hints() + RawBackend.OK)),
                http1("K12 two lengths", 502, false, sending(HEAD + "content-length: 3\r\n" + TWO)),
                http1("K12 signed length", 502, false, sending(HEAD + "content-length: +2\r\n\r\nok")),
                http1("K12 length and coding", 502, false, sending(HEAD + "transfer-encoding: chunked\r\n" + TWO)),
                http1(
                        "K12 two codings",
                        502,
                        false,
                        sending(HEAD + "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n")),
                http1("K14 long head", 502, false, sending(HEAD + "x-a: " + "x".repeat(70_000) + "\r\n" + TWO)),
                http1("K14 many fields", 502, false, sending(HEAD + "x-a: b\r\n".repeat(20_000) + TWO)),
                http1("K15 garbage", 502, false, sending("hello there\r\n\r\n")),
                http1("K15 HTTP/0.9", 502, true, sending("<html>hello</html>")),
                http1("K16 resets at the second request", 200, true, EndpointFault::resetAtTheSecond),
                http1("K17 closes after its answer", 200, true, sending(RawBackend.OK)),
                http1("K18 NUL in a field", 502, false, sending(HEAD + "x-a: b\0c\r\n" + TWO)),
                http1("K18 CR in a field", 502, false, sending(HEAD + "x-a: b\rc\r\n" + TWO)),
                http1("K18 no name", 502, false, sending(HEAD + ": b\r\n" + TWO)),
                http1("K21 status 099", 502, false, sending("HTTP/1.1 099 A\r\n" + TWO)),
                http1("K21 status 999", 502, false, sending("HTTP/1.1 999 A\r\n" + TWO)),
                http1("K21 status 1000", 502, false, sending("HTTP/1.1 1000 A\r\n" + TWO)),
                http1("K21 status -20", 502, false, sending("HTTP/1.1 -20 A\r\n" + TWO)),
                http1("K23 a switch unasked for", 502, false, sending(WebSockets.ACCEPTED + "abc")));
    }

    static List<EndpointFault> ofHttp2() {
        return List.of(
                made("K01 refused", () -> UnreachableEndpoint.refusing(HTTP2), 502, true),
                made("K02 SYN dropped", () -> UnreachableEndpoint.hanging(HTTP2), 504, true),
                connection("K03 accepts and closes", 502, true, connection -> {}),
                connection("K03 greets and closes", 502, true, connection -> RawHttp2Backend.greet(connection)),
                connection("K04 does not greet", 504, true, RawHttp2::readToEnd),
                connection("K05 resets on accept", 502, true, RawHttp2::abort),
                connection("K15 speaks HTTP/1.1", 502, true, EndpointFault::answerInHttp1),
                stream("K03 resets the stream", 502, true, (on, id) -> on.reset(id, 2)),
                stream("K03 refuses the stream", 502, true, (on, id) -> on.reset(id, RawHttp2.REFUSED_STREAM)),
                stream("K03 dies with the request", 502, true, (on, id) -> on.abort()),
                stream("K04 never answers", 504, true, (on, id) -> {}),
                stream(
                        "K08 half, then the end",
                        CUT,
                        false,
                        (on, id) -> half(on, id).data(id, true, "x")),
                stream(
                        "K08 half, then a reset",
                        CUT,
                        false,
                        (on, id) -> half(on, id).reset(id, 2)),
                stream(
                        "K08 half, then NO_ERROR",
                        CUT,
                        false,
                        (on, id) -> half(on, id).reset(id, 0)),
                stream(
                        "K08 half, then it dies",
                        CUT,
                        false,
                        (on, id) -> half(on, id).abort()),
                stream(
                        "K08 half, then it leaves",
                        CUT,
                        false,
                        (on, id) -> half(on, id).goAway(0, 2).close()),
                stream("K08 too much", CUT, false, (on, id) -> half(on, id).data(id, true, "x".repeat(60))),
                stream(
                        "K09 trailers without an end",
                        CUT,
                        false,
                        (on, id) -> half(on, id).headers(id, false, "x", "y")),
                stream("K11 hints without end", 502, false, EndpointFault::hintForEver),
                head("K12 two lengths", ":status", "200", "content-length", "2", "content-length", "5"),
                head("K12 transfer-encoding", ":status", "200", "transfer-encoding", "chunked"),
                head("K14 long head", ":status", "200", "x-a", "x".repeat(70_000)),
                head("K15 no status", "x-a", "b"),
                stream("K15 body without a head", 502, true, (on, id) -> on.data(id, true, "ok")),
                stream("K17 leaves after its answer", 200, true, EndpointFault::leaveAfterTheAnswer),
                head("K18 NUL in a field", ":status", "200", "x-a", "b\0c"),
                head("K18 CR in a field", ":status", "200", "x-a", "b\rc"),
                head("K18 line in a name", ":status", "200", "x-a: b\r\nx-b", "c"),
                head("K18 upper case", ":status", "200", "X-A", "b"),
                head("K21 status 099", ":status", "099"),
                head("K21 status 999", ":status", "999"),
                head("K21 status 1000", ":status", "1000"),
                head("K23 a switch", ":status", "101"));
    }

    private static EndpointFault made(String name, Making making, int alone, boolean safe) {
        return new EndpointFault(name, making, alone, safe);
    }

    private static EndpointFault http1(String name, int alone, boolean safe, RawBackend.Script script) {
        return made(name, () -> RawBackend.running(script), alone, safe);
    }

    private static EndpointFault connection(String name, int alone, boolean safe, RawHttp2Backend.Script script) {
        return made(name, () -> RawHttp2Backend.running(script), alone, safe);
    }

    private static EndpointFault stream(String name, int alone, boolean safe, RawHttp2Backend.Answering answering) {
        return made(name, () -> RawHttp2Backend.answering(answering), alone, safe);
    }

    private static EndpointFault head(String name, String... fields) {
        return stream(
                name, 502, false, (on, id) -> on.headers(id, false, fields).data(id, true, "ok"));
    }

    private static RawBackend.Script sending(String bytes) {
        return connection -> {
            connection.readHead();
            connection.send(bytes);
        };
    }

    private static RawBackend.Script resetting(String bytes) {
        return connection -> {
            sending(bytes).run(connection);
            // A reset overtakes what was sent before.
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            connection.reset();
        };
    }

    private static void dribble(RawBackend.Connection connection) throws IOException {
        connection.readHead();
        for (char c : (HEAD + "x-slow: " + "x".repeat(100) + "\r\n" + TWO).toCharArray()) {
            connection.send(String.valueOf(c));
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
    }

    private static void resetAtTheSecond(RawBackend.Connection connection) throws IOException {
        connection.readRequest();
        connection.send(RawBackend.OK);
        connection.readHead();
        connection.reset();
    }

    private static String hints() {
        return "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(2_000);
    }

    private static void hintForEver(RawHttp2 on, int stream) throws IOException {
        for (int i = 0; i < 2_000; i++) {
            on.headers(stream, false, ":status", "103", "link", "</a>");
        }
        RawHttp2Backend.ok(on, stream);
    }

    private static void answerInHttp1(RawHttp2 connection) throws IOException {
        connection.readPreface();
        connection.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        connection.readToEnd();
    }

    private static RawHttp2 half(RawHttp2 on, int stream) throws IOException {
        return on.headers(stream, false, ":status", "200", "content-length", "100")
                .data(stream, false, "x".repeat(50));
    }

    private static void leaveAfterTheAnswer(RawHttp2 on, int stream) throws IOException {
        RawHttp2Backend.ok(on, stream);
        on.goAway(stream, RawHttp2.NO_ERROR);
    }
}
