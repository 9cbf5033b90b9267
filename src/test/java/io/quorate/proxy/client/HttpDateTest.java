package io.quorate.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    private final AtomicLong clock = new AtomicLong();
    private final HttpDate date = new HttpDate(clock::get);

    @Test
    void isInTheFormOfHttp() {
        clock.set(784_111_777_000L);
        assertThat(date.now()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void changesWithTheSecond() {
        clock.set(999);
        String first = date.now();
        assertThat(first).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
        clock.set(1000);
        assertThat(date.now()).isEqualTo("Thu, 01 Jan 1970 00:00:01 GMT");
        clock.set(0);
        assertThat(date.now()).isEqualTo(first);
    }
}
