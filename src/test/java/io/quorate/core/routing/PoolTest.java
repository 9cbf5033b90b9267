package io.quorate.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.balance.Picker;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolTest {
    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void backupsGetNothingWhileAnotherIsUsable(String policy) {
        Picker picker = picker(policy, backup(1, 5), endpoint(2, 1), backup(3, 5), endpoint(4, 3));

        int[] counts = counts(picker, 4, -1);

        assertThat(counts[0] + counts[2]).isZero();
        assertThat(counts[1]).isPositive();
        assertThat(counts[3]).isPositive();
        assertThat(counts(picker, 4, 3)[1]).isEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void backupsShareByThePolicyWhatNoOtherCanTake(String policy) {
        int[] counts = counts(picker(policy, endpoint(1, 0), backup(2, 1), backup(3, 3)), 3, -1);

        assertThat(counts[0]).isZero();
        assertThat(counts[1]).isBetween(60, 140);
        assertThat(counts[2]).isBetween(260, 340);
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void aRequestTriesBackupsAfterAllOthersAndEachOnce(String policy) {
        Picker picker = picker(policy, backup(1, 1), endpoint(2, 1), backup(3, 1), endpoint(4, 1), backup(5, 0));
        for (long key = 0; key < 50; key++) {
            List<Integer> tried = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tried.add(picker.pick(key, place -> !tried.contains(place)));
            }

            assertThat(tried.subList(0, 2)).containsExactlyInAnyOrder(1, 3);
            assertThat(tried.subList(2, 4)).containsExactlyInAnyOrder(0, 2);
            assertThat(picker.pick(key, place -> !tried.contains(place))).isEqualTo(Picker.NONE);
            assertThat(picker.pick(place -> !tried.contains(place))).isEqualTo(Picker.NONE);
        }
    }

    @ParameterizedTest
    @MethodSource("io.quorate.core.balance.Policies#names")
    void aPoolIsAnotherOneByAnyPartOfItsBalance(String policy) {
        List<Endpoint> endpoints = List.of(endpoint(1, 1));
        Pool pool = Pool.of("shop", endpoints, policy);

        assertThat(pool)
                .isEqualTo(new Pool("shop", endpoints, Balance.of(policy), Transport.DEFAULT, Pool.Health.NONE));
        assertThat(pool)
                .isNotEqualTo(new Pool(
                        "shop",
                        endpoints,
                        new Balance(policy, Balance.By.NOTHING, "ID"),
                        Transport.DEFAULT,
                        Pool.Health.NONE));
    }

    /** Every second pick with a key. */
    private static int[] counts(Picker picker, int places, int without) {
        int[] counts = new int[places];
        IntStream.range(0, 200).forEach(i -> {
            counts[picker.pick(place -> place != without)]++;
            counts[picker.pick(i, place -> place != without)]++;
        });
        assertThat(Arrays.stream(counts).sum()).isEqualTo(400);
        return counts;
    }

    private static Picker picker(String policy, Endpoint... endpoints) {
        return Pool.of("shop", List.of(endpoints), policy).picker(place -> 0, 3);
    }

    private static Endpoint endpoint(int host, int weight) {
        return new Endpoint(new EndpointAddress("10.0.0." + host, 80), weight, "");
    }

    private static Endpoint backup(int host, int weight) {
        return new Endpoint(new EndpointAddress("10.0.0." + host, 80), weight, "", true);
    }
}
