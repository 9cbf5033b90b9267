package io.quorate.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.StableHash;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {
    private static final Load IDLE = place -> 0;
    private static final int KEYS = 20_000;

    /** Members choose alike by it: a change here, however well meant, moves the clients of everyone who upgrades. */
    @Test
    void isTheSameInEveryVersion() {
        List<Endpoint> endpoints = List.of(
                endpoint("10.0.0.1:80", 1),
                endpoint("10.0.0.2:80", 2),
                endpoint("[2001:db8::1]:8080", 1),
                endpoint("app.example.com:443", 3));
        Picker ring = ring(endpoints, IDLE, 0);

        assertThat(IntStream.range(0, 40)
                        .mapToObj(user -> String.valueOf(ring.pick(StableHash.of("user-" + user), place -> true)))
                        .collect(Collectors.joining()))
                .isEqualTo("1323332110303032213333032033311330011311");
    }

    @Test
    void aKeyStaysAtItsEndpointWhateverTheSeedTheOrderAndWhatCameBefore() {
        Random random = new Random(3);
        List<Endpoint> endpoints = endpoints(50);
        List<Endpoint> shuffled = new ArrayList<>(endpoints);
        Collections.shuffle(shuffled, random);
        Picker one = ring(endpoints, IDLE, 1);
        Picker other = ring(shuffled, IDLE, 2);
        for (int i = 0; i < KEYS; i++) {
            long key = random.nextLong();
            Endpoint chosen = endpoints.get(one.pick(key, place -> true));
            one.pick(place -> true);
            one.pick(random.nextLong(), place -> true);

            assertThat(endpoints.get(one.pick(key, place -> true))).isEqualTo(chosen);
            assertThat(shuffled.get(other.pick(key, place -> true))).isEqualTo(chosen);
        }
    }

    @Test
    void anEndpointThatGoesAwayMovesOnlyItsOwnKeysAndTheyGoToAllOthers() {
        List<Endpoint> all = endpoints(20);
        List<Endpoint> fewer = all.subList(1, 20);
        Picker before = ring(all, IDLE, 1);
        Picker after = ring(fewer, IDLE, 1);
        int[] moved = new int[20];
        keys().forEach(key -> {
            int place = before.pick(key, any -> true);
            int next = after.pick(key, any -> true) + 1;
            if (place == 0) {
                moved[next]++;
            } else {
                assertThat(next).isEqualTo(place);
            }
            assertThat(before.pick(key, any -> any != 0)).isEqualTo(next);
        });

        // The weights sum up to 39, that of the one that is gone was 1.
        for (int place = 1; place < 20; place++) {
            double share = KEYS / 39.0 * weight(place) / 38;
            assertThat((double) moved[place])
                    .as("to %d of %s", place, Arrays.toString(moved))
                    .isCloseTo(share, within(4 * Math.sqrt(share)));
        }
    }

    /** Unlike points on a circle, whose number is rounded. */
    @Test
    void anEndpointWhoseWeightGrowsTakesKeysAndMovesNoneBetweenOthers() {
        Picker before = ring(List.of(endpoint("a:1", 100), endpoint("b:1", 100), endpoint("c:1", 100)), IDLE, 1);
        Picker after = ring(List.of(endpoint("a:1", 100), endpoint("b:1", 100), endpoint("c:1", 101)), IDLE, 1);
        long[] taken = {0};
        keys().forEach(key -> {
            int place = before.pick(key, any -> true);
            int next = after.pick(key, any -> true);
            assertThat(next).isIn(place, 2);
            taken[0] += next == place ? 0 : 1;
        });

        assertThat(taken[0]).isBetween(1L, KEYS / 301L * 2);
    }

    @Test
    void nearKeysAreSpreadAsAnyOthers() {
        int[] counts = new int[10];
        Picker ring = ring(same(10), IDLE, 1);
        LongStream.range(0, KEYS).forEach(key -> counts[ring.pick(key, place -> true)]++);

        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(KEYS / 10 * 9 / 10, KEYS / 10 * 11 / 10));
    }

    @Test
    void requestsWithoutAKeyAreSpread() {
        int[] counts = new int[10];
        Picker ring = ring(same(10), IDLE, 1);
        IntStream.range(0, 10_000).forEach(i -> counts[ring.pick(place -> true)]++);

        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
    }

    /** All requests bring the same key, the worst that can come. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noneIsGivenMoreThanAQuarterAboveItsShareOfWhatIsInFlight(long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(2 + random.nextInt(10), 0, 6).toArray();
        weights[0] = 1;
        long total = Arrays.stream(weights).sum();
        long[] inFlight = new long[weights.length];
        List<Endpoint> endpoints = PolicyContractTest.endpoints(weights);
        Picker ring = ring(endpoints, place -> inFlight[place], seed);
        for (int open = 1; open <= 3_000; open++) {
            int place = ring.pick(77, any -> true);
            inFlight[place]++;

            assertThat((double) inFlight[place])
                    .as("seed %d, place %d of %s", seed, place, Arrays.toString(weights))
                    .isLessThanOrEqualTo(Math.max(8, Math.ceil(1.25 * open * weights[place] / total)));
        }
        int home = ring(endpoints, IDLE, 0).pick(77, any -> true);
        assertThat((double) inFlight[home])
                .as("at home, seed %d", seed)
                .isEqualTo(Math.min(3_000, Math.ceil(1.25 * 3_000 * weights[home] / total)));
    }

    @Test
    void aFewInFlightDoNotMoveAKey() {
        long[] inFlight = new long[3];
        Picker ring = ring(same(3), place -> inFlight[place], 1);
        int home = ring.pick(5, place -> true);
        inFlight[home] = 7;
        assertThat(ring.pick(5, place -> true)).isEqualTo(home);

        inFlight[home] = 8;
        assertThat(ring.pick(5, place -> true)).isNotEqualTo(home);

        Arrays.fill(inFlight, 80);
        assertThat(ring.pick(5, place -> true)).isEqualTo(home);
    }

    @Test
    void theShareIsThatOfTheUsable() {
        long[] inFlight = {100, 100, 1_000};
        Picker ring = ring(same(3), place -> inFlight[place], 1);
        long key = keys().filter(one -> ring.pick(one, place -> place != 2) == 0)
                .findFirst()
                .orElseThrow();
        inFlight[0] = 180;

        assertThat(ring.pick(key, place -> place != 2)).isOne();
    }

    private static LongStream keys() {
        return new Random(11).longs(KEYS);
    }

    private static Picker ring(List<Endpoint> endpoints, Load load, long seed) {
        return new Ring().picker(endpoints, load, seed);
    }

    private static List<Endpoint> endpoints(int count) {
        return PolicyContractTest.endpoints(
                IntStream.range(0, count).map(RingTest::weight).toArray());
    }

    private static List<Endpoint> same(int count) {
        return PolicyContractTest.endpoints(
                IntStream.range(0, count).map(place -> 1).toArray());
    }

    private static int weight(int place) {
        return 1 + place % 3;
    }

    private static Endpoint endpoint(String address, int weight) {
        return new Endpoint(EndpointAddress.parse(address), weight, "");
    }
}
