package io.quorate.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.health.VoteState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegisterTest {
    @Test
    void theDigestCoversAllThatMattersToAVerdict() {
        List<Register> different = List.of(
                new Register(1, VoteState.UP, false, 1, ""),
                new Register(2, VoteState.UP, false, 1, ""),
                new Register(1, VoteState.DOWN, false, 1, ""),
                new Register(1, VoteState.UP, true, 1, ""),
                new Register(1, VoteState.UP, false, 2, ""));

        assertThat(different.stream().map(Register::digest)).doesNotHaveDuplicates();
    }

    @Test
    void theDigestIsTheSameOnEveryMember() {
        assertThat(new Register(42, VoteState.DOWN, false, 3, "a").digest())
                .isEqualTo(new Register(42, VoteState.DOWN, false, 3, "b").digest());
    }

    @Test
    void aReasonThatIsTooLongIsCut() {
        String longest = "x".repeat(Register.LONGEST_REASON);

        assertThat(Register.shortened(longest)).isEqualTo(longest);
        assertThat(Register.shortened(longest + "y"))
                .hasSize(Register.LONGEST_REASON)
                .endsWith("x…");
        assertThatThrownBy(() -> new Register(1, VoteState.UP, false, 1, longest + "y"))
                .hasMessageContaining("at most 120 characters");
        assertThatThrownBy(() -> new Register(1, VoteState.UP, false, -1, "")).hasMessageContaining("0 or more");
    }

    @Test
    void aMemberIsCalledByItsStateInSmallLetters() {
        assertThat(Stream.of(MemberState.values()).map(MemberState::word))
                .containsExactly("starting", "ready", "draining", "leaving");
    }
}
