package io.quorate.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.Hysteresis;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.Samples;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void isFastUntilTheVoteIsSettled() {
        assertThat(Pace.of(Hysteresis.NEW)).isEqualTo(Pace.FAST);
        assertThat(Pace.of(new Hysteresis(VoteState.UP, false, 1))).isEqualTo(Pace.FAST);
        assertThat(Pace.of(new Hysteresis(VoteState.DOWN, true, 1))).isEqualTo(Pace.FAST);
    }

    @Test
    void isSteadyWhileUpAndDownWhileDown() {
        assertThat(Pace.of(new Hysteresis(VoteState.UP, true, 1))).isEqualTo(Pace.STEADY);
        assertThat(Pace.of(new Hysteresis(VoteState.DOWN, false, 1))).isEqualTo(Pace.DOWN);
    }

    @Test
    void eachPaceHasItsOwnInterval() {
        assertThat(Pace.STEADY.interval(Samples.TIMING)).hasSeconds(2);
        assertThat(Pace.FAST.interval(Samples.TIMING)).hasMillis(200);
        assertThat(Pace.DOWN.interval(Samples.TIMING)).hasSeconds(3);
    }

    @Test
    void anAssignmentProbesWhereItsCheckSays() {
        CheckSpec elsewhere =
                new CheckSpec(new CheckKind.Tcp(), 99, Samples.TIMING, Samples.THRESHOLDS, 1, true, Approach.DEFAULT);

        assertThat(new Assignment(Samples.target(80), elsewhere, Pace.FAST, 0, 1, List.of("u")).probed())
                .isEqualTo(EndpointAddress.parse("10.0.0.1:99"));
    }
}
