package io.quorate.core.passive;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.upstream.Passive;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutliersTest {
    private static final double UNKNOWN = Double.POSITIVE_INFINITY;

    @Test
    void saysNothingOfFewRequests() {
        assertThat(Outliers.reason(rule(0.5, 0), sum(0, 19, 0), UNKNOWN)).isEmpty();
        assertThat(Outliers.reason(rule(0.5, 0), sum(0, 20, 0), UNKNOWN))
                .contains("20 of 20 requests failed in 10000 ms");
    }

    @Test
    void findsTheShareThatFailsFromTheConfiguredOneOn() {
        assertThat(Outliers.reason(rule(0.5, 0), sum(11, 10, 0), UNKNOWN)).isEmpty();
        assertThat(Outliers.reason(rule(0.5, 0), sum(10, 10, 0), UNKNOWN))
                .contains("10 of 20 requests failed in 10000 ms");
        assertThat(Outliers.reason(rule(0, 0), sum(0, 50, 0), UNKNOWN)).isEmpty();
    }

    @Test
    void findsWhatTakesSoManyTimesAsLongAsIsUsual() {
        assertThat(Outliers.reason(rule(0, 3), sum(20, 0, 20 * 300), 100))
                .contains("300 ms to answer, usual are 100 ms");
        assertThat(Outliers.reason(rule(0, 3), sum(20, 0, 20 * 299), 100)).isEmpty();
        assertThat(Outliers.reason(rule(0, 3), sum(20, 0, 20 * 300), UNKNOWN)).isEmpty();
        assertThat(Outliers.reason(rule(0, 0), sum(20, 0, 20 * 300), 100)).isEmpty();
    }

    @Test
    void doesNotMindWhatIsSoonEnoughForAnybody() {
        assertThat(Outliers.reason(rule(0, 3), sum(20, 0, 20 * 59), 10)).isEmpty();
        assertThat(Outliers.reason(rule(0, 3), sum(20, 0, 20 * 60), 10)).isPresent();
    }

    @Test
    void takesTheMedianOfTheEndpointsForUsual() {
        assertThat(Outliers.usualMillis(List.of(mean(10), mean(30), mean(900)))).isEqualTo(30);
        assertThat(Outliers.usualMillis(List.of(mean(900), mean(10), mean(30), mean(50))))
                .isEqualTo(40);
    }

    @Test
    void knowsNothingUsualOfFewEndpointsOrFewRequests() {
        assertThat(Outliers.usualMillis(List.of(mean(10), mean(30)))).isEqualTo(UNKNOWN);
        assertThat(Outliers.usualMillis(List.of(mean(10), mean(30), sum(19, 0, 190))))
                .isEqualTo(UNKNOWN);
        assertThat(Outliers.usualMillis(List.of(mean(10), mean(30), sum(10, 10, 400))))
                .isEqualTo(20);
    }

    private static Passive rule(double share, int latency) {
        return new Passive(0, share, latency, Duration.ofSeconds(10), Duration.ofSeconds(10), 0.5, Set.of());
    }

    private static Traffic.Sum mean(long millis) {
        return sum(20, 0, 20 * millis);
    }

    private static Traffic.Sum sum(long answered, long failed, long millis) {
        return new Traffic.Sum(answered, failed, millis);
    }
}
