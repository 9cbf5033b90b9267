package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.balance.Sticky;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which endpoint a request ends up at, by what it brings. */
class BalancingTest {
    private final List<RawBackend> backends = new ArrayList<>();
    private TestProxy proxy;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            backends.add(RawBackend.running(connection -> {
                // Closed after each, so that every request has to connect.
                if (connection.readRequest()) {
                    connection.send("HTTP/1.1 200 OK\r\nset-cookie: own=1\r\nconnection: close\r\n\r\n" + name);
                }
            }));
        }
        proxy = new TestProxy.Setup().to(backends.get(0));
        client = proxy.client();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        proxy.close();
        for (RawBackend backend : backends) {
            backend.close();
        }
    }

    @Test
    void aRingSendsEachUserToOneEndpoint() throws Exception {
        use(new Balance("ring", Balance.By.parse("header:x-user"), ""), endpoint(0), endpoint(1), endpoint(2));
        Set<String> homes = new HashSet<>();
        for (int user = 0; user < 20; user++) {
            String home = get("x-user: " + user).body();
            homes.add(home);
            assertThat(get("x-user: " + user).body()).isEqualTo(home);
        }

        assertThat(homes).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aRingGoesByThePathWithoutTheQuery() throws Exception {
        use(new Balance("ring", Balance.By.parse("path"), ""), endpoint(0), endpoint(1), endpoint(2));
        for (int page = 0; page < 20; page++) {
            String home = client.get("/" + page + "?a").body();

            assertThat(client.get("/" + page + "?b").body()).isEqualTo(home);
        }
    }

    @Test
    void aStickyClientStaysUntilItsEndpointIsGone() throws Exception {
        Balance sticky = new Balance("round-robin", Balance.By.NOTHING, "ID");
        use(sticky, endpoint(0), endpoint(1), endpoint(2));
        Reply first = get("x-a: b");
        assertThat(first.field("set-cookie")).matches("own=1, ID=[0-9a-f]{16}; Path=/; HttpOnly; SameSite=Lax");
        String cookie = first.field("set-cookie").substring(7, 26);
        for (int i = 0; i < 5; i++) {
            Reply next = get("cookie: x=y; " + cookie);
            assertThat(next.body()).isEqualTo(first.body());
            assertThat(next.field("set-cookie")).isEqualTo("own=1");
        }

        int home = first.body().charAt(0) - 'a';
        use(sticky, endpoint((home + 1) % 3), endpoint((home + 2) % 3));
        Reply released = get("cookie: " + cookie);

        assertThat(released.body()).isNotEqualTo(first.body());
        assertThat(released.field("set-cookie")).contains("ID=").doesNotContain(cookie);
    }

    @Test
    void aStickyClientWhoseEndpointRefusesTheConnectionIsMoved() throws Exception {
        Endpoint closed = closed();
        String cookie = "ID=" + new Sticky(TestProxy.UPSTREAM, List.of(closed)).id(0);
        use(new Balance("round-robin", Balance.By.NOTHING, "ID"), closed, endpoint(1));

        Reply moved = get("cookie: " + cookie);

        assertThat(moved.body()).isEqualTo("b");
        assertThat(moved.field("set-cookie")).contains("ID=").doesNotContain(cookie);
        assertThat(proxy.unreachable).hasSize(1);
    }

    @Test
    void aBackupIsNotAskedWhileAnotherAnswers() throws Exception {
        use(Balance.of("least-requests"), backup(2), endpoint(0));
        for (int i = 0; i < 10; i++) {
            assertThat(get("x-a: b").body()).isEqualTo("a");
        }
    }

    @Test
    void aRequestThatReachesNoOtherGoesToABackup() throws Exception {
        use(Balance.of("least-requests"), backup(2), closed());

        assertThat(get("x-a: b").body()).isEqualTo("c");
        assertThat(proxy.unreachable).hasSize(1);
    }

    private Reply get(String field) throws IOException {
        return client.send("GET / HTTP/1.1\r\nhost: a\r\n" + field + "\r\n\r\n").read();
    }

    private void use(Balance balance, Endpoint... endpoints) {
        proxy.use(new TestProxy.Setup()
                .snapshot(new Pool(
                        TestProxy.UPSTREAM, List.of(endpoints), balance, Transport.DEFAULT, Pool.Health.NONE)));
    }

    private Endpoint endpoint(int place) {
        return new Endpoint(new EndpointAddress("127.0.0.1", backends.get(place).port()), 1, "");
    }

    private Endpoint backup(int place) {
        return new Endpoint(endpoint(place).address(), 1, "", true);
    }

    /** Nothing ever accepts there: what stops accepting may still take one more. */
    private static Endpoint closed() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new Endpoint(new EndpointAddress("127.0.0.1", socket.getLocalPort()), 1, "");
        }
    }
}
