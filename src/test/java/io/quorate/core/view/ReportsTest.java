package io.quorate.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.health.VoteState;
import io.quorate.core.model.MemberId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final MemberId ONE = new MemberId("one");
    private static final MemberId TWO = new MemberId("two");

    private final Reports reports = new Reports();

    @Test
    void holdsWhatWasReported() {
        assertThat(reports.take(delta(0, up(1), down(2)))).containsExactlyInAnyOrder(1L, 2L);

        assertThat(reports.find(ONE, 1)).contains(up(1));
        assertThat(reports.find(ONE, 3)).isEmpty();
        assertThat(reports.find(TWO, 1)).isEmpty();
        assertThat(reports.targetsOf(ONE)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(reports.vantagesOf(2)).containsExactly(ONE);
    }

    @Test
    void anOlderOrRepeatedReportChangesNothing() {
        reports.take(delta(0, up(1)));
        reports.take(delta(1, down(1)));

        assertThat(reports.take(delta(0, up(1)))).isEmpty();
        assertThat(reports.take(delta(1, up(1)))).isEmpty();
        assertThat(reports.take(whole(1, up(1)))).isEmpty();
        assertThat(reports.find(ONE, 1)).contains(down(1));
        assertThat(reports.lacks(pulse(2, down(1)))).isFalse();
    }

    @Test
    void aMissedReportIsNoticedUntilAWholeOneHasCome() {
        reports.take(delta(0, up(1)));
        reports.take(delta(2, up(3)));
        assertThat(reports.lacks(pulse(3, up(1), up(3)))).isTrue();

        assertThat(reports.take(whole(3, up(2), up(3)))).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(reports.lacks(pulse(3, up(2), up(3)))).isFalse();
        assertThat(reports.targetsOf(ONE)).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void changesAloneTellNothingOfAVantageOfWhichTheWholeWasNeverKnown() {
        assertThat(reports.take(delta(2, up(3)))).containsExactly(3L);
        assertThat(reports.find(ONE, 3)).isEmpty();

        reports.take(whole(3, up(3)));
        assertThat(reports.find(ONE, 3)).contains(up(3));

        reports.take(delta(5, down(3)));
        assertThat(reports.find(ONE, 3)).as("after a gap").contains(down(3));
    }

    @Test
    void whatIsWithdrawnIsHeldNoMore() {
        reports.take(delta(0, up(1), up(2)));
        reports.take(new Report(ONE, 1, 1, 2, false, List.of(), List.of(1L)));

        assertThat(reports.targetsOf(ONE)).containsExactly(2L);
        assertThat(reports.vantagesOf(1)).isEmpty();
        assertThat(reports.lacks(pulse(2, up(2)))).isFalse();
    }

    @Test
    void lacksWhatAPulseSaysAndIsNotHeld() {
        assertThat(reports.lacks(pulse(0))).isFalse();
        assertThat(reports.lacks(pulse(1, up(1)))).isTrue();
        reports.take(delta(0, up(1)));
        assertThat(reports.lacks(pulse(1, up(1)))).isFalse();
        assertThat(reports.lacks(pulse(1, down(1)))).as("another digest").isTrue();
        assertThat(reports.lacks(pulse(2, up(1)))).as("a later version").isTrue();
        assertThat(reports.lacks(pulse(0))).as("an older pulse").isFalse();
    }

    @Test
    void forgetsAllOfAMemberAndThenLacksIt() {
        reports.take(delta(0, up(1)));

        assertThat(reports.forget(ONE)).containsExactly(1L);
        assertThat(reports.find(ONE, 1)).isEmpty();
        assertThat(reports.vantagesOf(1)).isEmpty();
        assertThat(reports.lacks(pulse(1, up(1)))).isTrue();
        assertThat(reports.forget(TWO)).isEmpty();
    }

    @Test
    void aReportMustNotGoBack() {
        assertThatThrownBy(() -> new Report(ONE, 1, 2, 2, false, List.of(), List.of()))
                .hasMessageContaining("less than the version");
        assertThatThrownBy(() -> new Report(ONE, 1, Report.WHOLE, 2, false, List.of(), List.of(1L)))
                .hasMessageContaining("empty in a whole report");
    }

    /** Whatever order deltas come in and however often, the whole one that is asked for makes it right. */
    @Test
    void anyOrderEndsInTheSame() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Map<Long, Register> truth = new HashMap<>();
            List<Report> sent = new ArrayList<>();
            for (int version = 0; version < 12; version++) {
                long target = random.nextInt(4);
                boolean withdraws = truth.containsKey(target) && random.nextBoolean();
                Register register = random.nextBoolean() ? up(target) : down(target);
                if (withdraws) {
                    truth.remove(target);
                    sent.add(new Report(ONE, 1, version, version + 1L, false, List.of(), List.of(target)));
                } else {
                    truth.put(target, register);
                    sent.add(delta(version, register));
                }
            }
            sent.addAll(sent.subList(0, 6));
            Collections.shuffle(sent, random);

            Reports shuffled = new Reports();
            sent.forEach(shuffled::take);
            Register[] all = truth.values().toArray(Register[]::new);
            if (shuffled.lacks(pulse(12, all))) {
                shuffled.take(whole(12, all));
            }

            assertThat(shuffled.lacks(pulse(12, all))).as("seed %d", seed).isFalse();
            assertThat(shuffled.targetsOf(ONE)).as("seed %d", seed).isEqualTo(truth.keySet());
            truth.forEach(
                    (target, register) -> assertThat(shuffled.find(ONE, target)).contains(register));
        }
    }

    private static Report delta(long after, Register... registers) {
        return new Report(ONE, 1, after, after + 1, false, List.of(registers), List.of());
    }

    private static Report whole(long version, Register... registers) {
        return new Report(ONE, 1, Report.WHOLE, version, false, List.of(registers), List.of());
    }

    private static Pulse pulse(long version, Register... registers) {
        long digest = 0;
        for (Register register : registers) {
            digest += register.digest();
        }
        MemberCard card = new MemberCard("one", "", "", "", MemberState.READY);
        return new Pulse(ONE, card, 1, version, digest, 0, 0, 0, false);
    }

    private static Register up(long target) {
        return new Register(target, VoteState.UP, false, 1, "status 200");
    }

    private static Register down(long target) {
        return new Register(target, VoteState.DOWN, false, 3, "refused");
    }
}
