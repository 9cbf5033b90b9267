package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request that could not connect is evidence against the endpoint; one that had to wait for its turn is not. */
class UnreachableTest {
    /** As many connections as one event loop makes to one endpoint. */
    private static final int ALL_CONNECTIONS = 256;

    @Test
    void aRefusedConnectIsHandedOver() throws Exception {
        int closed = closedPort();
        try (TestProxy proxy = new TestProxy.Setup().to(closed);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);

            assertThat(proxy.unreachable).containsExactly(closed + " L4CON: connection refused (a request)");
        }
    }

    @Test
    void theClientIsToldThatThereWasNoConnection() throws Exception {
        try (TestProxy proxy = new TestProxy.Setup().to(closedPort(), closedPort());
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body())
                    .startsWith("502 Bad Gateway: no endpoint could be connected to (request ");
        }
    }

    @Test
    void aConnectWithoutAnAnswerIsHandedOver() throws Exception {
        try (FullBacklog full = new FullBacklog();
                TestProxy proxy = connectingFor(200).to(full.port());
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(504);

            assertThat(proxy.unreachable).containsExactly(full.port() + " L4TOUT: no connection in time (a request)");
        }
    }

    /** Or else it comes about when nobody knows of it any more: a second after the first, when the kernel tries again. */
    @Test
    void aConnectThatIsGivenUpIsOver() throws Exception {
        TestProxy.Setup setup = connectingFor(300).oneAtATime(Protocol.HTTP1);
        try (UnreachableEndpoint endpoint = UnreachableEndpoint.hanging(Protocol.HTTP1);
                TestProxy proxy = setup.conserving(endpoint);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(504);
            endpoint.recover();
            assertThat(client.get("/").status()).isEqualTo(200);
            await().during(Duration.ofMillis(1_500)).until(() -> endpoint.openConnections() == 1);
        }
    }

    @Test
    void aWaitForAConnectionThatOthersHoldIsNotHandedOver() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (RawBackend backend = RawBackend.running(RawBackend.Connection::waitForEnd);
                TestProxy proxy = connectingFor(2_000).to(backend)) {
            for (int i = 0; i < ALL_CONNECTIONS; i++) {
                clients.add(proxy.client().send("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
            }
            await().untilAsserted(() -> assertThat(proxy.inFlight()).isEqualTo(ALL_CONNECTIONS));
            RawClient last = proxy.client();
            clients.add(last);

            assertThat(last.get("/").status()).isEqualTo(503);

            assertThat(proxy.attempts("busy")).isEqualTo(1);
            assertThat(proxy.unreachable).isEmpty();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static TestProxy.Setup connectingFor(int millis) {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.timeouts = new RouteTimeouts(
                Duration.ofMillis(millis), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ZERO);
        return setup;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
