package io.quorate.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;

class ConnectionEndTest {
    @Test
    void isWhatTheSocketSaysAndNotWhatTheDecoderSays() {
        assertThat(ConnectionEnd.isSaidBy(new IOException("Connection reset by peer")))
                .isTrue();
        assertThat(ConnectionEnd.isSaidBy(new HttpClosedException("Connection was closed")))
                .isTrue();
        assertThat(ConnectionEnd.isSaidBy(new NotYetConnectedException())).isTrue();
        assertThat(ConnectionEnd.isSaidBy(new DecoderException("bad"))).isFalse();
        assertThat(ConnectionEnd.isSaidBy(new IllegalArgumentException("bad"))).isFalse();
    }
}
