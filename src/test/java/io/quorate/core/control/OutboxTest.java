package io.quorate.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Register;
import io.quorate.core.view.Report;
import io.quorate.core.view.Reports;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final MemberId SELF = new MemberId("self");

    private final Outbox outbox = new Outbox(SELF);

    @Test
    void tellsAChangeOnce() {
        outbox.put(1, Optional.of(up(1)));

        Report report = outbox.changes(5, true).orElseThrow();

        assertThat(report.registers()).containsExactly(up(1));
        assertThat(report.after()).isZero();
        assertThat(report.version()).isEqualTo(1);
        assertThat(report.count()).isEqualTo(5);
        assertThat(report.abstaining()).isTrue();
        assertThat(outbox.changes(5, true)).isEmpty();
    }

    @Test
    void aLongerStreakOrAnotherPassIsNotWorthTelling() {
        outbox.put(1, Optional.of(up(1)));
        outbox.changes(1, false);
        outbox.put(1, Optional.of(new Register(1, VoteState.UP, false, 2, "status 204")));

        assertThat(outbox.changes(1, false)).isEmpty();
    }

    @Test
    void anotherReasonToBeDownIs() {
        outbox.put(1, Optional.of(down(1, "refused")));
        outbox.changes(1, false);
        outbox.put(1, Optional.of(down(1, "no answer")));

        assertThat(outbox.changes(1, false)).isPresent();
    }

    @Test
    void whatChangesBackBeforeItWasToldIsNotTold() {
        outbox.put(1, Optional.of(up(1)));
        outbox.changes(1, false);
        outbox.put(1, Optional.of(down(1, "refused")));
        outbox.put(1, Optional.of(up(1)));
        outbox.put(2, Optional.of(up(2)));
        outbox.put(2, Optional.empty());

        assertThat(outbox.changes(1, false)).isEmpty();
    }

    @Test
    void withdrawsWhatItHasToldAndNothingElse() {
        outbox.put(1, Optional.of(up(1)));
        outbox.changes(1, false);
        outbox.put(1, Optional.empty());
        outbox.put(2, Optional.empty());

        assertThat(outbox.changes(1, false).orElseThrow().withdrawn()).containsExactly(1L);
        assertThat(outbox.digest()).isZero();
        assertThat(outbox.whole(1, false).registers()).isEmpty();
    }

    /** Whoever takes all that is told lacks nothing, whatever is put in between. */
    @Test
    void versionAndDigestAlwaysMatchWhatWasTold() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Outbox own = new Outbox(SELF);
            Reports held = new Reports();
            for (int step = 0; step < 60; step++) {
                long target = random.nextInt(5);
                switch (random.nextInt(4)) {
                    case 0 -> own.put(target, Optional.empty());
                    case 1 -> own.put(target, Optional.of(down(target, "reason " + random.nextInt(2))));
                    case 2 -> own.put(target, Optional.of(up(target)));
                    default -> own.changes(step, false).ifPresent(held::take);
                }
            }
            own.changes(99, false).ifPresent(held::take);
            assertThat(held.lacks(pulse(own))).as("seed %d", seed).isFalse();

            Reports whole = new Reports();
            whole.take(own.whole(99, false));
            assertThat(whole.lacks(pulse(own))).as("seed %d, whole", seed).isFalse();
            assertThat(whole.targetsOf(SELF)).as("seed %d", seed).isEqualTo(held.targetsOf(SELF));
        }
    }

    private static Pulse pulse(Outbox outbox) {
        MemberCard card = new MemberCard("self", "", "", "", MemberState.READY);
        return new Pulse(SELF, card, 1, outbox.version(), outbox.digest(), 0, 0, 0, false);
    }

    private static Register up(long target) {
        return new Register(target, VoteState.UP, false, 1, "status 200");
    }

    private static Register down(long target, String reason) {
        return new Register(target, VoteState.DOWN, false, 3, reason);
    }
}
