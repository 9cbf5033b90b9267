package io.quorate.proxy.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchTest {
    private static final long FLOOR = Watch.LEAST_SILENCE_MILLIS;

    private final Watch watch = new Watch();
    private int rescued;

    @Test
    void isSilentWhenNothingComesForLongerThanTheFloor() {
        answers(Watch.LEAST_HEARD, 1, 0);
        watch.waits(node(), 100);
        assertThat(watch.look(99 + FLOOR)).isZero();
        assertThat(watch.look(100 + FLOOR)).isEqualTo(FLOOR);
        assertThat(watch.isSilent(100 + FLOOR)).isTrue();
        assertThat(rescued).isEqualTo(1);
    }

    @Test
    void isNotSilentWhileOthersAreAnswered() {
        answers(Watch.LEAST_HEARD, 1, 0);
        watch.waits(node(), 0);
        answers(1, 1, 200);
        assertThat(watch.look(199 + FLOOR)).isZero();
        assertThat(watch.look(200 + FLOOR)).isEqualTo(FLOOR);
    }

    @Test
    void isNotSilentForThreeTimesTheSlowestAnswer() {
        answers(Watch.LEAST_HEARD - 1, 1, 0);
        answers(1, 400, 0);
        watch.waits(node(), 1000);
        assertThat(watch.look(1000 + 1199)).isZero();
        assertThat(watch.look(1000 + 1200)).isEqualTo(1200);
    }

    @Test
    void isQuietWhenAnAnswerIsOwedForHalfTheFloorAndNoMoreOnceOneComes() {
        answers(Watch.LEAST_HEARD, 1, 0);
        watch.waits(node(), 100);
        assertThat(watch.isQuiet(99 + FLOOR / 2)).isFalse();
        assertThat(watch.isQuiet(100 + FLOOR / 2)).isTrue();
        answers(1, 1, 100 + FLOOR / 2);
        assertThat(watch.isQuiet(101 + FLOOR / 2)).isFalse();
    }

    @Test
    void isNotQuietIfNobodyWaits() {
        answers(Watch.LEAST_HEARD, 1, 0);
        assertThat(watch.isQuiet(100_000)).isFalse();
    }

    @Test
    void isNotQuietIfItHasHardlyEverAnswered() {
        answers(Watch.LEAST_HEARD - 1, 1, 0);
        watch.waits(node(), 10);
        assertThat(watch.isQuiet(100_000)).isFalse();
    }

    @Test
    void looksUnconnectableOnceWhenNoConnectionCameOfSeveral() {
        watch.looksUnconnectable(900);
        outrun(Watch.LEAST_OUTRUN);
        assertThat(watch.looksUnconnectable(899 + Watch.LEAST_OUTRUN_MILLIS)).isFalse();
        assertThat(watch.looksUnconnectable(900 + Watch.LEAST_OUTRUN_MILLIS)).isTrue();
        assertThat(watch.looksUnconnectable(10_000)).isFalse();
    }

    @Test
    void doesNotLookUnconnectableWhileConnectionsComeOrFewWereOutrun() {
        watch.looksUnconnectable(0);
        outrun(Watch.LEAST_OUTRUN - 1);
        assertThat(watch.looksUnconnectable(10_000)).isFalse();
        watch.connects();
        outrun(Watch.LEAST_OUTRUN - 1);
        assertThat(watch.looksUnconnectable(20_000)).isFalse();
    }

    @Test
    void doesNotLookUnconnectableBecauseTheLoopStoodStill() {
        watch.looksUnconnectable(0);
        outrun(Watch.LEAST_OUTRUN);
        watch.excuse(10_000);
        assertThat(watch.looksUnconnectable(9_999 + Watch.LEAST_OUTRUN_MILLIS)).isFalse();
        assertThat(watch.looksUnconnectable(10_000 + Watch.LEAST_OUTRUN_MILLIS)).isTrue();
    }

    @Test
    void forgetsSlowAnswersAfterAWhile() {
        answers(Watch.LEAST_HEARD, 400, 0);
        answers(Watch.LEAST_HEARD, 1, 60_000);
        assertThat(silentAfter(70_000)).isEqualTo(1200);
        answers(Watch.LEAST_HEARD, 1, 121_000);
        assertThat(silentAfter(130_000)).isEqualTo(FLOOR);
    }

    @Test
    void isNotSilentIfItWasHardlyAskedOfLate() {
        answers(100, 1, 0);
        watch.waits(node(), 119_000);
        assertThat(watch.look(119_500)).isPositive();
        Watch seldom = new Watch();
        for (int minute = 0; minute < 100; minute++) {
            Watch.Node node = node();
            seldom.waits(node, minute * 60_000L);
            assertThat(seldom.look(minute * 60_000L + 5_000)).isZero();
            seldom.heard(node, minute * 60_000L + 5_000);
        }
    }

    @Test
    void isNotSilentIfItHasHardlyEverAnswered() {
        answers(Watch.LEAST_HEARD - 1, 1, 0);
        watch.waits(node(), 10);
        assertThat(watch.look(100_000)).isZero();
    }

    @Test
    void isNotSilentWhileMoreOfAnAnswerComes() {
        answers(Watch.LEAST_HEARD, 1, 0);
        watch.waits(node(), 0);
        watch.alive(200);
        assertThat(watch.look(199 + FLOOR)).isZero();
        assertThat(watch.look(200 + FLOOR)).isEqualTo(FLOOR);
    }

    @Test
    void isNotSilentForWhatTakesLongElsewhereToo() {
        answers(Watch.LEAST_HEARD, 1, 0);
        watch.takesLong(2_000);
        watch.waits(node(), 0);
        assertThat(watch.look(5_999)).isZero();
        assertThat(watch.look(6_000)).isPositive();
    }

    @Test
    void isNotSilentIfNobodyWaits() {
        answers(Watch.LEAST_HEARD, 1, 0);
        Watch.Node left = node();
        watch.waits(left, 10);
        watch.leaves(left);
        watch.leaves(left);
        assertThat(watch.look(100_000)).isZero();
    }

    @Test
    void isLeftAloneForLongerEachTimeAndNotAnyMoreOnceItAnswers() {
        answers(Watch.LEAST_HEARD, 1, 0);
        Watch.Node first = node();
        watch.waits(first, 0);
        assertThat(watch.look(1_000)).isPositive();
        assertThat(watch.isSilent(1_999)).isTrue();
        assertThat(watch.look(1_999)).describedAs("known already").isZero();
        assertThat(watch.isSilent(2_000)).isFalse();
        assertThat(watch.look(2_000)).isPositive();
        assertThat(watch.isSilent(3_999)).isTrue();
        assertThat(watch.isSilent(4_000)).isFalse();
        watch.look(4_000);
        watch.heard(first, 4_100);
        assertThat(watch.isSilent(4_100)).isFalse();
    }

    @Test
    void isExcusedForTheTimeInWhichWeStoodStill() {
        answers(Watch.LEAST_HEARD, 1, 0);
        watch.waits(node(), 10);
        watch.excuse(5_000);
        assertThat(watch.look(5_000 + FLOOR - 1)).isZero();
        assertThat(watch.look(5_000 + FLOOR)).isPositive();
    }

    @Test
    void rescuesAllThatWaitAlsoIfTheyLeaveMeanwhile() {
        Watch.Node[] nodes = new Watch.Node[3];
        for (int i = 0; i < nodes.length; i++) {
            int place = i;
            nodes[i] = new Watch.Node(() -> {
                rescued++;
                watch.leaves(nodes[place]);
            });
            watch.waits(nodes[i], 0);
        }
        watch.rescue();
        watch.rescue();
        assertThat(rescued).isEqualTo(3);
    }

    private void outrun(int times) {
        for (int i = 0; i < times; i++) {
            watch.outrun();
        }
    }

    private long silentAfter(long since) {
        Watch.Node node = node();
        watch.waits(node, since);
        long now = since;
        long silence = 0;
        while (silence == 0) {
            silence = watch.look(++now);
        }
        watch.heard(node, since);
        return silence;
    }

    /** So many answers of so many milliseconds each, the last at that time after. */
    private void answers(int count, long millis, long from) {
        for (int i = 0; i < count; i++) {
            Watch.Node node = node();
            watch.waits(node, from - millis);
            watch.heard(node, from);
        }
    }

    private Watch.Node node() {
        return new Watch.Node(() -> rescued++);
    }
}
