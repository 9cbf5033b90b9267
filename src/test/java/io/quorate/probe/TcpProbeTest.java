package io.quorate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.net.EndpointAddress;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TcpProbeTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(5);
    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    }

    @AfterAll
    static void close() {
        Backend.await(vertx.close());
    }

    @Test
    void passesOnAConnectionAndClosesIt() {
        Backend silent = Backend.onConnect(vertx, socket -> {});

        Outcome outcome = Trial.of(vertx, Checks.tcp(SHORT), silent.address());

        assertThat(outcome).isInstanceOf(Outcome.Pass.class);
        assertThat(outcome.reason()).matches("connected in \\d+ ms");
        silent.awaitAllClosed();
    }

    @Test
    void passesAlsoIfTheEndpointClosesAtOnce() {
        Backend curt = Backend.onConnect(vertx, NetSocket::close);

        assertThat(Trial.of(vertx, Checks.tcp(SHORT), curt.address())).isInstanceOf(Outcome.Pass.class);
    }

    @Test
    void saysThatTheConnectionWasRefused() {
        Backend gone = Backend.onConnect(vertx, socket -> {});
        gone.stop();

        assertThat(Trial.of(vertx, Checks.tcp(SHORT), gone.address()))
                .isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.L4CON);
                    assertThat(failure.detail()).isEqualTo("connection refused");
                });
    }

    /** TCP leads to no group of hosts, with whatever routes there are. */
    @Test
    void saysThatTheNetworkIsUnreachable() {
        assertThat(Trial.of(vertx, Checks.tcp(LONG), new EndpointAddress("224.0.0.1", 80))
                        .reason())
                .isEqualTo("L4CON: network is unreachable");
    }

    @Test
    void saysThatThereWasNoConnectionInTime() throws IOException {
        try (BlackHole hole = new BlackHole()) {
            assertThat(Trial.of(vertx, Checks.tcp(SHORT), hole.address()).reason())
                    .isEqualTo("L4TOUT: no connection in 300 ms");
        }
    }

    @Test
    void saysThatTheNameIsNotKnown() {
        try (NoSuchName dns = new NoSuchName()) {
            Vertx asking = dns.vertx();
            Outcome outcome = Trial.of(asking, Checks.tcp(LONG), new EndpointAddress("nowhere.invalid", 80));
            Backend.await(asking.close());

            assertThat(outcome.reason()).isEqualTo("L4CON: name not resolved");
        }
    }
}
