package io.quorate.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.MemberId;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final MemberId ONE = new MemberId("one");
    private static final MemberId TWO = new MemberId("two");

    private final Leases leases = new Leases();

    @Test
    void aMemberIsLiveFromItsFirstSignUntilItsLeaseEnds() {
        assertThat(leases.isLive(ONE)).isFalse();
        assertThat(leases.renew(ONE, 10)).isTrue();
        assertThat(leases.isLive(ONE)).isTrue();

        assertThat(leases.expire(9)).isEmpty();
        assertThat(leases.expire(10)).containsExactly(ONE);
        assertThat(leases.isLive(ONE)).isFalse();
    }

    @Test
    void everySignRenewsTheLease() {
        leases.renew(ONE, 10);
        assertThat(leases.renew(ONE, 20)).isFalse();

        assertThat(leases.expire(15)).isEmpty();
        assertThat(leases.expire(20)).containsExactly(ONE);
    }

    @Test
    void aLeaseThatEndedIsToldOnce() {
        leases.renew(ONE, 10);
        leases.expire(10);

        assertThat(leases.expire(11)).isEmpty();
        assertThat(leases.renew(ONE, 20)).isTrue();
    }

    @Test
    void onlyTheOneWhoseLeaseIsOverIsLost() {
        leases.renew(ONE, 10);
        leases.renew(TWO, 11);

        assertThat(leases.expire(10)).containsExactly(ONE);
        assertThat(leases.isLive(TWO)).isTrue();
    }

    @Test
    void endsAtOnceWhenAMemberIsKnownToBeGone() {
        leases.renew(ONE, 10);

        assertThat(leases.end(ONE)).isTrue();
        assertThat(leases.end(ONE)).isFalse();
        assertThat(leases.isLive(ONE)).isFalse();
    }

    @Test
    void timeInWhichNobodyCouldBeHeardIsAdded() {
        leases.renew(ONE, 10);
        leases.extend(5);

        assertThat(leases.expire(14)).isEmpty();
        assertThat(leases.expire(15)).containsExactly(ONE);
    }

    @Test
    void aClockThatOverflowsEndsNoLeaseTooSoonOrTooLate() {
        leases.renew(ONE, Long.MAX_VALUE + 5);

        assertThat(leases.expire(Long.MAX_VALUE)).isEmpty();
        assertThat(leases.expire(Long.MIN_VALUE + 4)).containsExactly(ONE);
    }
}
