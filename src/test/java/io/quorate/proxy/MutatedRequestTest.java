package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.routing.RequestTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that are almost well formed: whatever of them is let through, the endpoint reads the very requests that a strict
 * reader finds in the bytes of the client, and no lenient one would read others. For more of them, or the same again:
 * {@code -Dquorate.cases} and {@code -Dquorate.seed}.
 */
class MutatedRequestTest {
    private static final int CASES = Integer.getInteger("quorate.cases", 1_500);
    private static final long SEED =
            Long.getLong("quorate.seed", ThreadLocalRandom.current().nextLong());
    private static final int EACH = 100;

    private int forwarded;
    private int refused;

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "HTTP2"})
    void areReadInOneWayOnly(Protocol toEndpoints) throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup().oneAtATime(toEndpoints);
        setup.clientTimeouts = new ListenerTimeouts(Duration.ofMillis(150), Duration.ofSeconds(5));
        setup.timeouts =
                new RouteTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMillis(150), Duration.ZERO);
        SplittableRandom dice = new SplittableRandom(SEED);
        try (RecordingEndpoint endpoint = new RecordingEndpoint(toEndpoints);
                TestProxy proxy = setup.conserving(endpoint)) {
            for (int i = 0; i < CASES; i++) {
                String bytes = new MutatedHttp1(i, dice.split()).bytes();
                exchange(proxy, endpoint, i, bytes);
                if (i % EACH == EACH - 1) {
                    proxy.assertAtRest();
                }
            }
        }
        System.out.printf("seed=%d cases=%d forwarded=%d refused=%d%n", SEED, CASES, forwarded, refused);
        // Or else nothing is tried.
        assertThat(forwarded).isGreaterThan(CASES / 4);
        assertThat(refused).isGreaterThan(CASES / 4);
    }

    private void exchange(TestProxy proxy, RecordingEndpoint endpoint, int number, String bytes) throws IOException {
        Http1Reading reading = Http1Reading.strict(bytes);
        List<String> plain =
                reading.requests().stream().map(MutatedRequestTest::asForwarded).toList();
        String what = "seed " + SEED + ", case " + number + ": " + visible(bytes);
        List<String> answers = new ArrayList<>();
        try (RawClient client = proxy.client()) {
            send(bytes, client, new SplittableRandom(number));
            boolean ends = reading.end() == Http1Reading.End.MALFORMED;
            while (ends || answers.size() < plain.size()) {
                Reply reply = client.read();
                if (reply.status() == 200) {
                    answers.add(reply.body());
                } else if (reply.status() != 100) {
                    refused += reply.status() == 0 ? 0 : 1;
                    break;
                }
            }
        }
        List<String> understood = endpoint.understood();
        understood.removeIf(request -> request.startsWith("GET /good "));
        forwarded += understood.size();
        assertThat(endpoint.doubts()).as(what).isEmpty();
        assertThat(understood.size()).as("%s%nunderstood %s", what, understood).isLessThanOrEqualTo(plain.size());
        assertThat(understood).as(what).isEqualTo(plain.subList(0, understood.size()));
        for (int i = 0; i < answers.size(); i++) {
            assertThat(plain.get(i)).as(what).contains(" " + answers.get(i) + " ");
        }
    }

    /** In one write, or in a few that may come as so many reads. */
    private static void send(String bytes, RawClient client, SplittableRandom dice) throws IOException {
        int pieces = dice.nextInt(3) == 0 ? 1 : 1 + dice.nextInt(6);
        int at = 0;
        for (; pieces > 1 && at < bytes.length(); pieces--) {
            int end = at + 1 + dice.nextInt(bytes.length() - at);
            client.sendIfTaken(bytes.substring(at, end));
            at = end;
        }
        client.sendIfTaken(bytes.substring(at));
    }

    private static String asForwarded(Http1Reading.Request request) {
        String target = RequestTarget.parse(request.target())
                .map(RequestTarget::toString)
                .orElse("refused");
        return new Http1Reading.Request(request.method(), target, List.of(), request.body()).summary();
    }

    private static String visible(String bytes) {
        StringBuilder visible = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c == '\n') {
                visible.append("\\n\n");
            } else if (c < ' ' || c >= 0x7F) {
                visible.append(String.format("\\x%02x", (int) c));
            } else {
                visible.append(c);
            }
        }
        return visible.toString();
    }
}
