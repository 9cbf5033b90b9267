package io.quorate.core.passive;

import static io.quorate.core.passive.Crowd.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final long start = Long.MAX_VALUE - 15 * SECOND;
    private final Traffic traffic = new Traffic(Duration.ofSeconds(10), start);

    @BeforeEach
    void begin() {
        traffic.take(Traffic.Sum.NONE, start);
    }

    @Test
    void whatWasBeforeItLookedSaysNothing() {
        Traffic late = new Traffic(Duration.ofSeconds(10), start);
        late.take(new Traffic.Sum(100, 900, 50_000), at(0));
        assertThat(late.within(at(0))).isEqualTo(Traffic.Sum.NONE);

        late.take(new Traffic.Sum(101, 902, 50_003), at(1));
        assertThat(late.within(at(1))).isEqualTo(new Traffic.Sum(1, 2, 3));
        assertThat(late.total()).isEqualTo(new Traffic.Sum(1, 2, 3));
    }

    @Test
    void countsWhatCameSinceTheLastTime() {
        traffic.take(new Traffic.Sum(3, 1, 40), at(0));
        traffic.take(new Traffic.Sum(5, 2, 100), at(0));

        assertThat(traffic.within(at(0))).isEqualTo(new Traffic.Sum(5, 2, 100));
        assertThat(traffic.total()).isEqualTo(new Traffic.Sum(5, 2, 100));
    }

    @Test
    void forgetsPartByPartWhatIsOlderThanTheWindow() {
        for (int second = 0; second < 10; second++) {
            traffic.take(new Traffic.Sum(second + 1, 0, 0), at(second));
        }
        assertThat(traffic.within(at(9)).answered()).isEqualTo(10);
        for (int second = 10; second < 20; second++) {
            assertThat(traffic.within(at(second)).answered()).isEqualTo(19 - second);
        }
    }

    @Test
    void forgetsAllAfterALongSilence() {
        traffic.take(new Traffic.Sum(7, 7, 7), at(0));
        assertThat(traffic.within(at(1_000))).isEqualTo(Traffic.Sum.NONE);

        traffic.take(new Traffic.Sum(8, 7, 7), at(1_000));
        assertThat(traffic.within(at(1_009))).isEqualTo(new Traffic.Sum(1, 0, 0));
        assertThat(traffic.within(at(1_010))).isEqualTo(Traffic.Sum.NONE);
    }

    @Test
    void forgetsWhenTold() {
        traffic.take(new Traffic.Sum(7, 7, 7), at(0));
        traffic.forget();

        assertThat(traffic.within(at(0))).isEqualTo(Traffic.Sum.NONE);
        assertThat(traffic.total()).isEqualTo(new Traffic.Sum(7, 7, 7));
    }

    @Test
    void sumsSayWhatShareFailsAndHowLongAnAnswerTakes() {
        assertThat(new Traffic.Sum(3, 1, 80).failing()).isEqualTo(0.25);
        assertThat(new Traffic.Sum(3, 1, 80).meanMillis()).isEqualTo(20);
        assertThat(Traffic.Sum.NONE.failing()).isZero();
        assertThat(Traffic.Sum.NONE.meanMillis()).isZero();
        assertThat(new Traffic.Sum(5, 4, 3).since(new Traffic.Sum(3, 1, 1))).isEqualTo(new Traffic.Sum(2, 3, 2));
    }

    private long at(int second) {
        return start + second * SECOND;
    }
}
