package io.quorate.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2FrameTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2ChatterTest {
    private long now;
    private final Http2Chatter chatter = new Http2Chatter(() -> now);

    @ParameterizedTest
    @ValueSource(bytes = {Http2FrameTypes.SETTINGS, Http2FrameTypes.PING, Http2FrameTypes.PRIORITY, 99})
    void isTooMuchAfterSoManyInARow(byte type) {
        assertThat(come(type, Http2Chatter.MOST)).isFalse();
        assertThat(chatter.isTooMuch(type)).isTrue();
    }

    @Test
    void takesTenTimesAsManyUpdatesOfAWindow() {
        assertThat(come(Http2FrameTypes.WINDOW_UPDATE, 10 * Http2Chatter.MOST)).isFalse();
        assertThat(chatter.isTooMuch(Http2FrameTypes.WINDOW_UPDATE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(bytes = {Http2FrameTypes.DATA, Http2FrameTypes.HEADERS})
    void beginsAnewWithWhatBringsSomething(byte type) {
        come(Http2FrameTypes.PING, Http2Chatter.MOST);
        assertThat(chatter.isTooMuch(type)).isFalse();
        assertThat(come(Http2FrameTypes.PING, Http2Chatter.MOST)).isFalse();
        chatter.sent(type);
        assertThat(come(Http2FrameTypes.PING, Http2Chatter.MOST)).isFalse();
    }

    @Test
    void goesOnWithWhatIsSentInAnswer() {
        come(Http2FrameTypes.PING, Http2Chatter.MOST);
        chatter.sent(Http2FrameTypes.PING);
        assertThat(chatter.isTooMuch(Http2FrameTypes.PING)).isTrue();
    }

    /** As with one that says every few seconds, for hours, that it is there. */
    @Test
    void takesAnyNumberThatComeSlowly() {
        for (int i = 0; i < 100; i++) {
            assertThat(come(Http2FrameTypes.PING, Http2Chatter.MOST / 2)).isFalse();
            now += Http2Chatter.WITHIN_NANOS;
        }
    }

    private boolean come(byte type, int times) {
        boolean tooMuch = false;
        for (int i = 0; i < times; i++) {
            tooMuch |= chatter.isTooMuch(type);
        }
        return tooMuch;
    }
}
