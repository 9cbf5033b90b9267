package io.quorate.core.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is held of endpoints that are found, from answer to answer. */
class SoughtTest {
    private static final Discovery SHOP = new Discovery.Slices("", "shop", "");
    private static final Endpoint A = endpoint(1);
    private static final Endpoint B = endpoint(2);
    private static final Endpoint C = endpoint(3);

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(Sought.of(SHOP).endpoints()).isEmpty();
        assertThat(Sought.of(SHOP).asked().answered()).isFalse();
    }

    @Test
    void theLastAnswerHoldsWhileNobodyAnswers() {
        Sought held = Sought.of(SHOP).answered(List.of(A, B), 5).failed("no answer in 2 s", false);
        assertThat(held.endpoints()).containsExactly(A, B);
        assertThat(held.asked()).isEqualTo(new Sought.Asked(true, 5, "no answer in 2 s", true));
        assertThat(held.answered(List.of(A, B), 9).asked()).isEqualTo(new Sought.Asked(true, 9, "", true));
    }

    @Test
    void whatIsGoneStaysUntilWhatIsNewHasBeenProbed() {
        Sought next = Sought.of(SHOP).answered(List.of(A), 0).answered(List.of(B), 1);
        assertThat(next.endpoints()).containsExactly(B, A);
        assertThat(next.settled(next.turn()).endpoints()).containsExactly(B);
    }

    @Test
    void whatIsGoneGoesAtOnceWhereNothingIsNew() {
        Sought next = Sought.of(SHOP).answered(List.of(A, B), 0).answered(List.of(B), 1);
        assertThat(next.endpoints()).containsExactly(B);
        assertThat(next.answered(List.of(), 2).endpoints()).isEmpty();
    }

    @Test
    void eachGoesWhenWhatCameInItsPlaceHasBeenProbedHoweverOftenTheAnswerChanges() {
        Sought first = Sought.of(SHOP).answered(List.of(A), 0).answered(List.of(B), 1);
        Sought second = first.answered(List.of(C), 2);
        assertThat(second.endpoints()).containsExactly(C, A, B);
        assertThat(second.settled(first.turn()).endpoints()).containsExactly(C, B);
        assertThat(second.settled(second.turn()).endpoints()).containsExactly(C);
    }

    @Test
    void itIsKnownThatThereAreNoneOnlyIfWhoeverWasAskedKnows() {
        assertThat(Sought.of(SHOP).failed("no answer", false).asked().known()).isFalse();
        assertThat(Sought.of(SHOP).failed("no such name", true).asked().known()).isTrue();
        assertThat(Sought.of(SHOP)
                        .answered(List.of(), 0)
                        .failed("no answer", false)
                        .asked()
                        .known())
                .isTrue();
    }

    @Test
    void oneThatComesBackWhileItLeavesIsThereOnce() {
        Sought next =
                Sought.of(SHOP).answered(List.of(A), 0).answered(List.of(B), 1).answered(List.of(A, B), 2);
        assertThat(next.found()).containsExactly(A, B);
        assertThat(next.leaving()).isEmpty();
    }

    @Test
    void theSameAnswerAgainIsNoTurn() {
        Sought next = Sought.of(SHOP).answered(List.of(A), 0).answered(List.of(B), 1);
        Sought again = next.answered(List.of(B), 2);
        assertThat(again.turn()).isEqualTo(next.turn());
        assertThat(again.endpoints()).containsExactly(B, A);
    }

    @Test
    void anotherShareOrZoneIsTakenFromTheLatestAnswer() {
        Endpoint heavier = A.weighing(7);
        assertThat(Sought.of(SHOP)
                        .answered(List.of(A), 0)
                        .answered(List.of(heavier), 1)
                        .endpoints())
                .containsExactly(heavier);
    }

    @Test
    void whatWasFoundElsewhereHoldsUntilThereIsAnAnswer() {
        Discovery other = new Discovery.Slices("", "other", "");
        Sought next = Sought.of(SHOP).answered(List.of(A), 0).elsewhere(other);
        assertThat(next.endpoints()).containsExactly(A);
        assertThat(next.asked().answered()).isFalse();
        Sought answered = next.answered(List.of(B), 1);
        assertThat(answered.settled(answered.turn()).endpoints()).containsExactly(B);
    }

    @Test
    void whateverIsAnsweredAddressesAreThereOnceAndEndUpAsTheLastAnswer() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Sought held = Sought.of(SHOP);
            List<Endpoint> last = List.of();
            for (int step = 0; step < 30; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> held = held.failed("down", random.nextBoolean());
                    case 1 -> held = held.settled(random.nextInt((int) held.turn() + 1));
                    default -> {
                        last = some(random);
                        held = held.answered(last, step);
                    }
                }
                List<EndpointAddress> addresses =
                        held.endpoints().stream().map(Endpoint::address).toList();
                assertThat(addresses).as("seed %d", seed).doesNotHaveDuplicates();
                assertThat(held.endpoints()).as("seed %d", seed).containsAll(last);
            }
            assertThat(held.settled(held.turn()).endpoints())
                    .as("seed %d", seed)
                    .isEqualTo(last);
        }
    }

    private static List<Endpoint> some(Random random) {
        Set<Integer> numbers = IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> 1 + random.nextInt(6))
                .collect(Collectors.toCollection(HashSet::new));
        return new ArrayList<>(numbers.stream().map(SoughtTest::endpoint).toList());
    }

    private static Endpoint endpoint(int number) {
        return new Endpoint(new EndpointAddress("10.0.0." + number, 80), 1, "");
    }
}
