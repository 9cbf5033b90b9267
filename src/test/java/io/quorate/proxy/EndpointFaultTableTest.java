package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fault of an endpoint, by itself and beside two good ones, seen by clients of both versions: where a request can be
 * made again nobody sees it, and elsewhere nobody takes what is broken for whole. Nothing is left of any.
 */
class EndpointFaultTableTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int ENDPOINTS = 3;

    /** What a client saw. */
    private record Seen(int status, boolean whole) {
        boolean isGood() {
            return status == 200 && whole;
        }

        boolean is(EndpointFault fault) {
            return fault.alone() == EndpointFault.CUT
                    ? !isGood() && (status == 200 || status == 502)
                    : status == fault.alone() && whole;
        }
    }

    @TestFactory
    Stream<DynamicTest> ofHttp1() {
        return EndpointFault.ofHttp1().stream().flatMap(fault -> cases(fault, Protocol.HTTP1));
    }

    @TestFactory
    Stream<DynamicTest> ofHttp2() {
        return EndpointFault.ofHttp2().stream().flatMap(fault -> cases(fault, Protocol.HTTP2));
    }

    /** K20. */
    @TestFactory
    Stream<DynamicTest> ofAnAnswerThatComesBeforeTheRequestIsWhole() {
        return Stream.of(Protocol.HTTP1, Protocol.HTTP2)
                .flatMap(toEndpoints -> Stream.of(Protocol.HTTP1, Protocol.HTTP2)
                        .map(ofClients -> DynamicTest.dynamicTest(
                                "to " + toEndpoints + ", client of " + ofClients,
                                () -> relaysAnEarlyAnswer(toEndpoints, ofClients))));
    }

    private static void relaysAnEarlyAnswer(Protocol toEndpoints, Protocol ofClients) throws Exception {
        try (TestEndpoint hasty = toEndpoints == Protocol.HTTP2 ? hastyInHttp2() : hastyInHttp1();
                TestProxy proxy = setup(toEndpoints).conserving(hasty)) {
            if (ofClients == Protocol.HTTP2) {
                try (RawHttp2 client = RawHttp2.client(proxy.port())) {
                    Http2Message answer =
                            client.post(1, "/").data(1, false, "abc").read(1);
                    assertThat(answer.status()).isEqualTo(413);
                    assertThat(answer.whole()).isTrue();
                }
            } else {
                try (RawClient client = proxy.client()) {
                    Reply reply = client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc")
                            .read();
                    assertThat(reply.status()).isEqualTo(413);
                    assertThat(reply.whole()).isTrue();
                    assertThat(client.isClosed()).isTrue();
                }
            }
        }
    }

    private static TestEndpoint hastyInHttp1() throws IOException {
        return RawBackend.running(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nlarge");
            connection.waitForEnd();
        });
    }

    /** It answers what comes later on the same connection, too. */
    private static TestEndpoint hastyInHttp2() throws IOException {
        return RawHttp2Backend.running(connection -> {
            RawHttp2Backend.greet(connection);
            connection.headers(connection.request(0), true, ":status", "413").reset(1, RawHttp2.NO_ERROR);
            for (int next = 1; true; next++) {
                RawHttp2Backend.ok(connection, connection.request(next));
            }
        });
    }

    private static Stream<DynamicTest> cases(EndpointFault fault, Protocol toEndpoints) {
        return Stream.of(Protocol.HTTP1, Protocol.HTTP2)
                .flatMap(ofClients -> Stream.of(
                        DynamicTest.dynamicTest(
                                fault.name() + ", alone, client of " + ofClients,
                                () -> alone(fault, toEndpoints, ofClients)),
                        DynamicTest.dynamicTest(
                                fault.name() + ", beside good ones, client of " + ofClients,
                                () -> besideGoodOnes(fault, toEndpoints, ofClients))));
    }

    private static void alone(EndpointFault fault, Protocol toEndpoints, Protocol ofClients) throws Exception {
        try (TestEndpoint bad = fault.making().make();
                TestProxy proxy = setup(toEndpoints).conserving(bad)) {
            assertThat(ask(proxy, ofClients, 2)).allMatch(seen -> seen.is(fault));
        }
    }

    private static void besideGoodOnes(EndpointFault fault, Protocol toEndpoints, Protocol ofClients) throws Exception {
        try (TestEndpoint bad = fault.making().make();
                TestEndpoint second = good(toEndpoints);
                TestEndpoint third = good(toEndpoints);
                TestProxy proxy = setup(toEndpoints).conserving(bad, second, third)) {
            List<Seen> all = ask(proxy, ofClients, ENDPOINTS);
            if (fault.safe()) {
                assertThat(all).allMatch(Seen::isGood);
            } else {
                assertThat(all).filteredOn(seen -> !seen.isGood()).hasSize(1).allMatch(seen -> seen.is(fault));
            }
        }
    }

    private static TestProxy.Setup setup(Protocol toEndpoints) {
        TestProxy.Setup setup = new TestProxy.Setup().oneAtATime(toEndpoints);
        setup.protocols = new Protocols(true, true, false);
        setup.timeouts = new RouteTimeouts(SHORT, SHORT, LONG, Duration.ZERO);
        return setup;
    }

    private static TestEndpoint good(Protocol protocol) throws IOException {
        return protocol == Protocol.HTTP2 ? RawHttp2Backend.ok() : RawBackend.answering(RawBackend.OK);
    }

    private static List<Seen> ask(TestProxy proxy, Protocol ofClients, int times) throws IOException {
        List<Seen> all = new ArrayList<>();
        if (ofClients == Protocol.HTTP2) {
            try (RawHttp2 client = RawHttp2.client(proxy.port())) {
                for (int stream = 1; stream < 2 * times; stream += 2) {
                    Http2Message answer = client.get(stream, "/").read(stream);
                    all.add(new Seen(answer.status(), answer.whole() && !answer.isReset()));
                }
            }
            return all;
        }
        for (int i = 0; i < times; i++) {
            try (RawClient client = proxy.client()) {
                Reply reply = client.get("/");
                while (reply.status() == 103) {
                    reply = client.read();
                }
                all.add(new Seen(reply.status(), reply.whole()));
            }
        }
        return all;
    }
}
