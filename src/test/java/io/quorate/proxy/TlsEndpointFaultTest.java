package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.testing.Certificates;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Endpoints with which TLS comes to nothing, alone and beside good ones: as if they could not be connected to. */
class TlsEndpointFaultTest {
    private static final Certificates AUTHORITY = Certificates.authority("tests");
    private static final Certificates STRANGER = Certificates.authority("others");
    private static final String HOST = "127.0.0.1";

    private interface Making {
        RawBackend make() throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> theFault() {
        return Stream.of(
                        faults("expired", 502, showing(AUTHORITY.expired(HOST))),
                        faults("for another name", 502, showing(AUTHORITY.server("other.test"))),
                        faults("of an unknown authority", 502, showing(STRANGER.server(HOST))),
                        faults("of a client", 502, showing(AUTHORITY.client(HOST))),
                        faults("in clear text", 502, () -> RawBackend.running(TlsEndpointFaultTest::answerPlainly)),
                        faults("closed in the handshake", 502, () -> RawBackend.running(RawBackend.Connection::read)),
                        faults("reset at once", 502, () -> RawBackend.running(RawBackend.Connection::reset)),
                        faults(
                                "stuck in the handshake",
                                504,
                                () -> RawBackend.running(RawBackend.Connection::waitForEnd)))
                .flatMap(each -> each);
    }

    private static Stream<DynamicTest> faults(String name, int status, Making making) {
        return Arrays.stream(Protocol.values())
                .flatMap(protocol -> Stream.of(
                        DynamicTest.dynamicTest(name + ", alone, " + protocol, () -> {
                            try (RawBackend bad = making.make();
                                    TestProxy proxy = setup(protocol).to(bad)) {
                                assertThat(ask(proxy)).isEqualTo(status);
                                proxy.assertNothingHeld(bad);
                                String layer = status == 504 ? " L4TOUT" : " L6";
                                assertThat(proxy.unreachable).isNotEmpty().allMatch(reason -> reason.contains(layer));
                            }
                        }),
                        DynamicTest.dynamicTest(name + ", beside good ones, " + protocol, () -> {
                            try (RawBackend bad = making.make();
                                    TestEndpoint second = good(protocol);
                                    TestEndpoint third = good(protocol);
                                    TestProxy proxy = setup(protocol).to(bad.port(), second.port(), third.port())) {
                                for (int i = 0; i < 3; i++) {
                                    assertThat(ask(proxy)).isEqualTo(200);
                                }
                                proxy.assertNothingHeld(bad, second, third);
                            }
                        })));
    }

    private static TestProxy.Setup setup(Protocol protocol) {
        TestProxy.Setup setup = new TestProxy.Setup();
        EndpointTls tls = new EndpointTls(true, true, AUTHORITY.pem(), "", KeyPair.NONE);
        setup.transport = new Transport(protocol, tls, new Connections(1, 1_024, Duration.ofSeconds(60)));
        setup.timeouts =
                new RouteTimeouts(Duration.ofMillis(400), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO);
        return setup;
    }

    private static TestEndpoint good(Protocol protocol) throws IOException {
        KeyPair identity = AUTHORITY.server(HOST);
        TestEndpoint endpoint = protocol == Protocol.HTTP2
                ? RawHttp2Backend.on(TlsSockets.listening(identity, 0, "h2"), connection -> {})
                : RawBackend.on(TlsSockets.listening(identity, 0, "http/1.1"), connection -> {});
        endpoint.recover();
        return endpoint;
    }

    private static Making showing(KeyPair identity) {
        return () ->
                RawBackend.on(TlsSockets.listening(identity, 0, "h2", "http/1.1"), RawBackend.Connection::waitForEnd);
    }

    private static void answerPlainly(RawBackend.Connection connection) throws IOException {
        int unused = connection.read();
        connection.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        connection.waitForEnd();
    }

    private static int ask(TestProxy proxy) throws IOException {
        try (RawClient client = proxy.client()) {
            return client.get("/").status();
        }
    }
}
