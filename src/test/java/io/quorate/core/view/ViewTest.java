package io.quorate.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.Samples;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewTest {
    @Test
    void theContributionsOfAllTargetsAndStatesDiffer() {
        Set<Long> seen = new HashSet<>();
        for (int port = 1; port <= 20_000; port++) {
            for (VerdictState state : VerdictState.values()) {
                seen.add(View.contribution(Samples.target(port).key(), state));
            }
        }

        assertThat(seen).hasSize(60_000);
    }

    @Test
    void aContributionIsTheSameInEveryVersion() {
        assertThat(View.contribution(Samples.target(80).key(), VerdictState.UP)).isEqualTo(9143501871426048581L);
    }

    @Test
    void aContributionSeesTheFingerprint() {
        EndpointAddress address = EndpointAddress.parse("a:1");

        assertThat(View.contribution(new TargetId(address, "1").key(), VerdictState.UP))
                .isNotEqualTo(View.contribution(new TargetId(address, "2").key(), VerdictState.UP));
    }

    @Test
    void addedUpInAnyOrderTheyGiveTheSameHash() {
        Random random = new Random(17);
        List<Long> contributions = new ArrayList<>();
        for (int port = 1; port <= 1_000; port++) {
            contributions.add(
                    View.contribution(Samples.target(port).key(), port % 3 == 0 ? VerdictState.UP : VerdictState.DOWN));
        }
        long hash = sum(contributions);
        for (int round = 0; round < 100; round++) {
            Collections.shuffle(contributions, random);
            assertThat(sum(contributions)).isEqualTo(hash);
        }
    }

    @Test
    void showsTheHashAsSixteenDigits() {
        assertThat(View.hashText(0)).isEqualTo("0000000000000000");
        assertThat(View.hashText(-1)).isEqualTo("ffffffffffffffff");
        assertThat(View.hashText(0xab)).isEqualTo("00000000000000ab");
    }

    private static long sum(List<Long> contributions) {
        return contributions.stream().mapToLong(Long::longValue).sum();
    }
}
