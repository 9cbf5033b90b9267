package io.quorate.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.quorate.core.health.Outcome;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultsTest {
    @Test
    void takesTheBlameForHavingNoSocketLeft() {
        Throwable cause = new ChannelException("Failed to open a socket.", new SocketException("Too many open files"));

        assertThat(connecting(cause))
                .isEqualTo(new Outcome.Inconclusive("this member cannot connect: too many open files"));
    }

    @Test
    void takesTheBlameForHavingNoPortLeft() {
        assertThat(connecting(new BindException("Cannot assign requested address")))
                .isInstanceOf(Outcome.Inconclusive.class);
    }

    @Test
    void tellsATimeoutFromARefusal() {
        assertThat(connecting(new ConnectTimeoutException("connection timed out"))
                        .reason())
                .isEqualTo("L4TOUT: no connection in 1000 ms");
    }

    @Test
    void saysInFewWordsWhyThereIsNoConnection() {
        assertThat(connecting(new NoRouteToHostException("No route to host: /10.0.0.1:80"))
                        .reason())
                .isEqualTo("L4CON: no route to host");
        assertThat(connecting(new ConnectException("finishConnect(..) failed with error(-111): Connection refused"))
                        .reason())
                .isEqualTo("L4CON: connection refused");
    }

    @Test
    void quotesWhatItDoesNotKnow() {
        assertThat(connecting(new ConnectException("strange\nthing")).reason()).isEqualTo("L4CON: strange.thing");
    }

    private static Outcome connecting(Throwable cause) {
        ProbeRun run = new ProbeRun(Duration.ofSeconds(1), () -> 0);
        Faults.connecting(cause, run);
        return run.outcome().result();
    }
}
