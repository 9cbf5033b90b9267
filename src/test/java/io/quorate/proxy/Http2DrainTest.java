package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.vertx.core.Future;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drain lets clients in HTTP/2 finish, and tells them in time that they are to go. */
class Http2DrainTest {
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();
    private RawBackend backend;
    private TestProxy proxy;
    private RawHttp2 client;

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.running(connection -> {
            while (connection.readRequest()) {
                connection.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc");
                goOn.join();
                connection.send("def");
            }
        });
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.protocols = new Protocols(true, true, false);
        proxy = setup.to(backend);
        client = RawHttp2.client(proxy.port());
    }

    @AfterEach
    void stop() throws Exception {
        goOn.complete(null);
        client.close();
        proxy.close();
        backend.close();
    }

    @Test
    void finishesWhatRunsAndWhatComesBeforeTheClientKnows() throws Exception {
        client.get(1, "/").readHead(1);
        Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(10));
        while (client.goAways().isEmpty() && client.read()) {
            // The first says only that there is to be no more.
        }
        assertThat(client.goAways()).containsExactly(RawHttp2.NO_ERROR);
        assertThat(client.lastStreams()).containsExactly(Integer.MAX_VALUE);
        client.get(3, "/").readHead(3);
        while (client.goAways().size() < 2 && client.read()) {
            // The second says how far it got.
        }
        assertThat(client.lastStreams()).containsExactly(Integer.MAX_VALUE, 3);
        assertThat(drained.isComplete()).isFalse();
        goOn.complete(null);
        assertThat(client.read(1).text()).isEqualTo("abcdef");
        assertThat(client.read(3).text()).isEqualTo("abcdef");
        client.readToEnd();
        TestProxy.await(drained);
        assertThat(client.goAways()).containsOnly(RawHttp2.NO_ERROR);
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void closesAConnectionThatIsIdle() throws Exception {
        goOn.complete(null);
        assertThat(client.get(1, "/").read(1).text()).isEqualTo("abcdef");
        Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(10));
        client.readToEnd();
        TestProxy.await(drained);
        assertThat(client.lastStreams()).startsWith(Integer.MAX_VALUE).endsWith(1);
    }

    @Test
    void endsWhatRunsWhenTheTimeIsUp() throws Exception {
        client.get(1, "/").readHead(1);
        Future<Integer> drained = proxy.fleet.drain(Duration.ofMillis(300));
        client.readToEnd();
        assertThat(client.soFar(1).whole()).isFalse();
        TestProxy.await(drained);
        org.awaitility.Awaitility.await().until(() -> proxy.inFlight() == 0);
    }

    @Test
    void takesNoNewConnections() throws Exception {
        int port = proxy.port();
        client.get(1, "/").readHead(1);
        Future<Integer> drained = proxy.fleet.drain(Duration.ofSeconds(10));
        while (client.goAways().isEmpty() && client.read()) {
            // By then nobody listens.
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> RawHttp2.client(port))
                .isInstanceOf(ConnectException.class);
        goOn.complete(null);
        TestProxy.await(drained);
    }
}
