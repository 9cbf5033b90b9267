package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.routing.RequestTarget;
import io.quorate.proxy.Http1Reading.Field;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Header lists of HTTP/2 that are almost well formed: what of them is let through is one request with the very body that came,
 * to strict and to lenient endpoints alike, and what RFC 9113 calls malformed is not let through. For more of them, or the
 * same again: {@code -Dquorate.cases} and {@code -Dquorate.seed}.
 */
class MutatedHeadersTest {
    private static final int CASES = Integer.getInteger("quorate.cases", 1_500);
    private static final long SEED =
            Long.getLong("quorate.seed", ThreadLocalRandom.current().nextLong());
    private static final int EACH = 50;
    private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":authority", ":path");
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings");
    private static final String ODD = "\r\n\0\t :,;\u007f\u0085\u00ffAZ_\"\\#?%/.@";
    private static final String[] NAMES = {
        "content-length",
        "content_length",
        "Content-Length",
        "content-length ",
        "content-xength",
        "transfer-encoding",
        "transfer_encoding",
        "te",
        "host",
        "connection",
        "cookie",
        "expect",
        "upgrade",
        "trailer",
        ":path",
        ":authority",
        ":status",
        ":protocol",
        ":foo",
        "",
        "x-a",
        "x-a\r\nx-b",
        "keep-alive",
        "proxy-connection",
        "http2-settings"
    };
    private static final String[] VALUES = {
        "chunked",
        "trailers",
        "trailers, deflate",
        "0",
        "3",
        "+3",
        "3, 3",
        "3, 4",
        "03",
        " 3",
        "a",
        "b",
        "http",
        "",
        "/",
        "a\r\nx-b: c",
        "a\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n",
        "100-continue",
        "close",
        "h2c",
        "websocket"
    };
    private static final String[] PATHS = {
        " HTTP/1.1\r\nhost: evil\r\n\r\n",
        " HTTP/1.1",
        "#f",
        "?a b",
        "?a=b",
        "/../x",
        "/%2e%2e/%2e%2e/x",
        "\0",
        "\u00e9"
    };

    private int forwarded;
    private int refused;

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "HTTP2"})
    void areReadInOneWayOnly(Protocol toEndpoints) throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup().oneAtATime(toEndpoints);
        setup.protocols = new Protocols(true, true, false);
        SplittableRandom dice = new SplittableRandom(SEED);
        try (RecordingEndpoint endpoint = new RecordingEndpoint(toEndpoints);
                TestProxy proxy = setup.conserving(endpoint)) {
            for (int i = 0; i < CASES; i += EACH) {
                connection(proxy, endpoint, i, dice);
                proxy.assertAtRest();
            }
        }
        System.out.printf("seed=%d cases=%d forwarded=%d refused=%d%n", SEED, CASES, forwarded, refused);
        // Or else nothing is tried.
        assertThat(forwarded).isGreaterThan(CASES / 10);
        assertThat(refused).isGreaterThan(CASES / 10);
    }

    /** A few of them over one connection, which is made anew if it ends. */
    private void connection(TestProxy proxy, RecordingEndpoint endpoint, int first, SplittableRandom dice)
            throws IOException {
        RawHttp2 client = RawHttp2.client(proxy.port());
        try {
            int stream = 1;
            boolean goesOn = true;
            for (int number = first; number < first + EACH; number++, stream += 2) {
                if (!goesOn) {
                    client.close();
                    client = RawHttp2.client(proxy.port());
                    stream = 1;
                }
                goesOn = exchange(client, stream, endpoint, new Mutated(number, dice.split()));
            }
        } finally {
            client.close();
        }
    }

    /** Whether the connection is of use afterwards. */
    private boolean exchange(RawHttp2 client, int stream, RecordingEndpoint endpoint, Mutated request)
            throws IOException {
        String what = "seed " + SEED + ", case " + request;
        send(client, stream, request);
        Http2Message answer = client.read(stream);
        List<String> understood = endpoint.understood();
        understood.removeIf(each -> each.startsWith("GET /good "));
        assertThat(endpoint.doubts()).as(what).isEmpty();
        if (answer.status() == 200) {
            forwarded++;
            assertThat(request.fault()).as(what).isEmpty();
            assertThat(understood).as(what).containsExactly(request.asForwarded());
        } else {
            refused++;
            assertThat(understood).as(what).isEmpty();
        }
        return client.goAways().isEmpty() && (answer.whole() || answer.isReset());
    }

    private static void send(RawHttp2 client, int stream, Mutated request) throws IOException {
        boolean bare = request.body.isEmpty();
        int half = request.body.length() / 2;
        try {
            client.headers(stream, bare, flat(request.head));
            if (!bare) {
                client.data(stream, false, request.body.substring(0, half));
                client.data(stream, true, request.body.substring(half));
            }
        } catch (SocketException ended) {
            // Which is an answer, too.
        }
    }

    private static String[] flat(List<Field> fields) {
        return fields.stream()
                .flatMap(field -> List.of(field.name(), field.value()).stream())
                .toArray(String[]::new);
    }

    private static final class Mutated {
        private final int number;
        private final SplittableRandom dice;
        private final List<Field> head = new ArrayList<>();
        private final String body;

        Mutated(int number, SplittableRandom dice) {
            this.number = number;
            this.dice = dice;
            this.body = dice.nextInt(3) == 0 ? "" : dice.nextBoolean() ? "abc" : "GET /smuggled HTTP/1.1\r\n\r\n";
            head.add(new Field(":method", dice.nextBoolean() ? "POST" : "PUT"));
            head.add(new Field(":scheme", "http"));
            head.add(new Field(":authority", "a"));
            head.add(new Field(":path", "/c" + number));
            head.add(new Field("x-case", String.valueOf(number)));
            if (dice.nextBoolean()) {
                head.add(new Field("content-length", String.valueOf(body.length())));
            }
            for (int i = dice.nextInt(4); i > 0; i--) {
                mutate();
            }
        }

        private void mutate() {
            int at = dice.nextInt(head.size());
            Field field = head.get(at);
            switch (dice.nextInt(8)) {
                case 0 -> head.add(at, new Field(one(NAMES), one(VALUES)));
                case 1, 2 -> head.add(new Field(one(NAMES), one(VALUES)));
                case 3 -> head.remove(at);
                case 4 -> head.add(at, field);
                case 5 -> head.set(at, new Field(odd(field.name()), field.value()));
                case 6 -> head.set(at, new Field(field.name(), odd(field.value())));
                default -> head.set(3, new Field(head.get(3).name(), head.get(3).value() + one(PATHS)));
            }
            if (head.size() < 4) {
                head.add(field);
            }
        }

        /** What RFC 9113 section 8 has against it; empty if nothing. */
        String fault() {
            List<String> seen = new ArrayList<>();
            boolean pseudo = true;
            for (Field field : head) {
                String name = field.name();
                boolean isPseudo = name.startsWith(":");
                boolean again = seen.contains(name) && (isPseudo || name.equals("host"));
                boolean token = name.matches("[!#$%&'*+.^_`|~0-9a-z-]+");
                String value = field.value();
                boolean dirty = value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)
                        || !value.equals(value.replaceAll("^[ \t]+|[ \t]+$", ""));
                if (again || dirty || (isPseudo ? !PSEUDO.contains(name) || !pseudo : !token)) {
                    return "field " + name;
                }
                if (OF_CONNECTIONS.contains(name) || (name.equals("te") && !value.equals("trailers"))) {
                    return "field of a connection";
                }
                if (name.equals("content-length") && !isLength(value)) {
                    return "length";
                }
                pseudo &= isPseudo;
                seen.add(name);
            }
            boolean named = seen.contains(":authority") || seen.contains("host");
            return named && seen.containsAll(List.of(":method", ":scheme", ":path")) ? "" : "something is missing";
        }

        /** Or that length several times (RFC 9110 section 8.6). */
        private boolean isLength(String value) {
            for (String each : value.split(",", -1)) {
                if (!each.trim().matches("[0-9]{1,9}") || Integer.parseInt(each.trim()) != body.length()) {
                    return false;
                }
            }
            return true;
        }

        String asForwarded() {
            Http1Reading.Request plain = new Http1Reading.Request("", "", head, body);
            String path = plain.values(":path").get(0);
            String target =
                    RequestTarget.parse(path).map(RequestTarget::toString).orElse("refused");
            return new Http1Reading.Request(plain.values(":method").get(0), target, List.of(), body).summary();
        }

        private String odd(String text) {
            int at = dice.nextInt(text.length() + 1);
            return text.substring(0, at) + ODD.charAt(dice.nextInt(ODD.length())) + text.substring(at);
        }

        private String one(String[] of) {
            return of[dice.nextInt(of.length)];
        }

        @Override
        public String toString() {
            return number + ": " + head + " [" + body + "]";
        }
    }
}
