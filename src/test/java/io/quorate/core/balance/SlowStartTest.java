package io.quorate.core.balance;

import static io.quorate.core.balance.SlowStart.State.IN;
import static io.quorate.core.balance.SlowStart.State.OUT;
import static io.quorate.core.balance.SlowStart.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.EndpointAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final EndpointAddress A = EndpointAddress.parse("127.0.0.1:9001");
    private static final EndpointAddress B = EndpointAddress.parse("127.0.0.1:9002");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 3 * SECOND;

    private final SlowStart start = new SlowStart();

    @Test
    void whatIsThereFromTheBeginningHasItsWholeShare() {
        start.observe(Map.of(A, UNKNOWN, B, IN), START);
        start.observe(Map.of(A, IN, B, IN), START + SECOND);

        assertThat(step(A, 1)).isEqualTo(10);
        assertThat(step(B, 1)).isEqualTo(10);
        assertThat(start.isGoingOn()).isFalse();
    }

    @Test
    void theShareOfWhatReturnsGrowsByATenthAtATime() {
        start.observe(Map.of(A, OUT, B, IN), START);
        start.observe(Map.of(A, IN, B, IN), START);

        assertThat(step(B, 0)).isEqualTo(10);
        for (int second = 0; second < 10; second++) {
            assertThat(step(A, second)).isEqualTo(second + 1);
            assertThat(start.isGoingOn()).isTrue();
        }
        assertThat(step(A, 10)).isEqualTo(10);
        assertThat(start.isGoingOn()).isFalse();
    }

    @Test
    void whatIsNewAmongOthersBeginsSlowlyToo() {
        start.observe(Map.of(B, IN), START);
        start.observe(Map.of(A, UNKNOWN, B, IN), START);
        start.observe(Map.of(A, IN, B, IN), START);

        assertThat(step(A, 0)).isEqualTo(1);
    }

    @Test
    void whatFailsAgainBeginsAnew() {
        start.observe(Map.of(A, OUT), START);
        start.observe(Map.of(A, IN), START);
        start.observe(Map.of(A, OUT), START + 5 * SECOND);
        start.observe(Map.of(A, IN), START + 6 * SECOND);

        assertThat(step(A, 6)).isEqualTo(1);
    }

    @Test
    void nothingGrowsThatNeedsNoTime() {
        start.observe(Map.of(A, OUT), START);
        start.observe(Map.of(A, IN), START);

        assertThat(start.step(A, Duration.ZERO, START)).isEqualTo(10);
        assertThat(start.isGoingOn()).isFalse();
    }

    @Test
    void whatIsGoneIsForgotten() {
        start.observe(Map.of(A, OUT, B, IN), START);
        start.observe(Map.of(A, IN, B, IN), START);
        start.observe(Map.of(B, IN), START);

        assertThat(start.isGoingOn()).isFalse();
    }

    private int step(EndpointAddress address, long second) {
        return start.step(address, TEN_SECONDS, START + second * SECOND);
    }
}
