package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.IpLiteral;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.discovery.dns.Shares.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {
    @Test
    void equalWeightsAreOneWhateverTheyAre() {
        assertThat(weights(offer(1, 0, 0), offer(2, 0, 0))).containsExactly(1, 1);
        assertThat(weights(offer(1, 0, 65_535), offer(2, 0, 65_535))).containsExactly(1, 1);
        assertThat(weights(offer(1, 0, 7))).containsExactly(1);
    }

    @Test
    void weightsThatFitStayAsTheyAre() {
        assertThat(weights(offer(1, 0, 10), offer(2, 0, 20), offer(3, 0, 1_000)))
                .containsExactly(10, 20, 1_000);
    }

    @Test
    void greaterWeightsShrinkByOneFactor() {
        assertThat(weights(offer(1, 0, 65_535), offer(2, 0, 32_768))).containsExactly(1_000, 500);
        assertThat(weights(offer(1, 0, 2_000), offer(2, 0, 500))).containsExactly(1_000, 250);
    }

    @Test
    void noWeightAboveZeroBecomesZero() {
        assertThat(weights(offer(1, 0, 65_535), offer(2, 0, 1))).containsExactly(1_000, 1);
    }

    @Test
    void weightZeroBesideOthersHasTheSmallestChanceThereIs() {
        assertThat(weights(offer(1, 0, 1), offer(2, 0, 0))).containsExactly(1_000, 1);
        assertThat(weights(offer(1, 0, 30), offer(2, 0, 60), offer(3, 0, 0))).containsExactly(500, 1_000, 1);
    }

    @Test
    void onlyTheLowestPriorityIsUsedAndAllOthersAreBackups() {
        assertThat(Shares.of(List.of(offer(1, 20, 5), offer(2, 10, 5), offer(3, 30, 5), offer(4, 10, 9))))
                .containsExactly(
                        endpoint(1, 1, true), endpoint(2, 5, false), endpoint(3, 1, true), endpoint(4, 9, false));
    }

    @Test
    void backupsAreWeighedAmongThemselves() {
        assertThat(weights(offer(1, 0, 50_000), offer(2, 1, 3), offer(3, 2, 4))).containsExactly(1, 3, 4);
    }

    @Test
    void anAddressSaidTwiceIsOneWithBothWeights() {
        assertThat(Shares.of(List.of(offer(1, 0, 5), offer(2, 0, 5), offer(1, 0, 5))))
                .containsExactly(endpoint(1, 10, false), endpoint(2, 5, false));
    }

    @Test
    void anAddressSaidWithTwoPrioritiesHasTheLower() {
        assertThat(Shares.of(List.of(offer(1, 1, 5), offer(1, 0, 2), offer(2, 0, 3))))
                .containsExactly(endpoint(1, 2, false), endpoint(2, 3, false));
    }

    @Test
    void oneHostAtTwoPortsIsTwo() {
        Offer one = offer(1, 0, 1);
        Offer other = new Offer(one.host(), 81, 0, 1);
        assertThat(Shares.of(List.of(other, one)))
                .extracting(Endpoint::address)
                .containsExactly(new EndpointAddress("192.0.2.1", 80), new EndpointAddress("192.0.2.1", 81));
    }

    @Test
    void sharesOfARecordThatAreNotWholeKeepTheirRatio() {
        // Weight 1 over two addresses, beside weight 1 at one.
        assertThat(weights(offer(1, 0, 0.5), offer(2, 0, 0.5), offer(3, 0, 1))).containsExactly(500, 500, 1_000);
    }

    @Test
    void whateverTheWeightsNoneIsZeroAndTheOrderOfRecordsDoesNotMatter() {
        long seed = 20_260_702;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<Offer> offers = new ArrayList<>();
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                int bound = random.nextBoolean() ? 3 : 65_536;
                offers.add(offer(1 + random.nextInt(6), random.nextInt(3), random.nextInt(bound)));
            }
            List<Endpoint> endpoints = Shares.of(offers);
            assertThat(endpoints)
                    .as("seed %d, round %d", seed, round)
                    .isNotEmpty()
                    .allSatisfy(endpoint -> assertThat(endpoint.weight()).isBetween(1, Endpoint.MAX_WEIGHT));
            assertThat(endpoints).anyMatch(endpoint -> !endpoint.backup());
            assertThat(endpoints)
                    .extracting(Endpoint::address)
                    .doesNotHaveDuplicates()
                    .isSorted();
            Collections.shuffle(offers, random);
            assertThat(Shares.of(offers)).isEqualTo(endpoints);
        }
    }

    @Test
    void ratiosHoldWithinHalfAThousandthOfTheGreatest() {
        long seed = 20_260_703;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            int one = 1 + random.nextInt(65_535);
            int other = 1 + random.nextInt(65_535);
            if (one != other) {
                List<Integer> weights = weights(offer(1, 0, one), offer(2, 0, other));
                double wanted = (double) Math.min(one, other) / Math.max(one, other);
                double got = (double) Collections.min(weights) / Collections.max(weights);
                assertThat(Math.abs(wanted - got))
                        .as("seed %d: %d and %d became %s", seed, one, other, weights)
                        .isLessThanOrEqualTo(0.001);
            }
        }
    }

    private static List<Integer> weights(Offer... offers) {
        return Shares.of(List.of(offers)).stream().map(Endpoint::weight).toList();
    }

    private static Offer offer(int number, int priority, double weight) {
        return new Offer(IpLiteral.addressOf("192.0.2." + number).orElseThrow(), 80, priority, weight);
    }

    private static Endpoint endpoint(int number, int weight, boolean backup) {
        return new Endpoint(new EndpointAddress("192.0.2." + number, 80), weight, "", backup);
    }
}
