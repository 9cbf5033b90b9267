package io.quorate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.MemberId;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final MemberId A = new MemberId("a");
    private static final MemberId B = new MemberId("b");
    private static final Set<MemberId> BOTH = Set.of(A, B);

    private final Watchdog watchdog = new Watchdog();

    @Test
    void aNewPeerGetsTimeToSpeak() {
        assertThat(watchdog.silent(BOTH, seconds(100))).isEmpty();
        assertThat(watchdog.silent(BOTH, seconds(105))).isEmpty();
    }

    @Test
    void namesThoseWhoWereSilentTooLong() {
        watchdog.silent(BOTH, seconds(0));
        watchdog.heard(B, seconds(4));
        assertThat(watchdog.silent(BOTH, seconds(6))).containsExactly(A);
    }

    @Test
    void givesARemedyTimeToAct() {
        watchdog.silent(BOTH, seconds(0));
        assertThat(watchdog.silent(BOTH, seconds(6))).isNotEmpty();
        assertThat(watchdog.silent(BOTH, seconds(15))).isEmpty();
        assertThat(watchdog.silent(BOTH, seconds(16))).isNotEmpty();
    }

    @Test
    void forgetsThoseWhoLeft() {
        watchdog.silent(BOTH, seconds(0));
        watchdog.silent(Set.of(B), seconds(1));
        watchdog.heard(B, seconds(8));
        assertThat(watchdog.silent(BOTH, seconds(9))).isEmpty();
    }

    @Test
    void startsAfreshWithANewStay() {
        watchdog.silent(BOTH, seconds(0));
        watchdog.reset();
        assertThat(watchdog.silent(BOTH, seconds(100))).isEmpty();
    }

    private static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }
}
