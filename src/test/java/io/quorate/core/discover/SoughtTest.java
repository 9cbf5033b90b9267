package io.quorate.core.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is held of endpoints that are found, from answer to answer. */
class SoughtTest {
    private static final Discovery SHOP = new Discovery.Slices("", "shop", "");
    private static final Endpoint A = endpoint(1);
    private static final Endpoint B = endpoint(2);
    private static final Endpoint C = endpoint(3);
    private static final Endpoint D = endpoint(4);

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
        assertThat(new Succession(working(A), unknown(B)).after(next, 2).endpoints())
                .containsExactly(B, A);
        assertThat(new Succession(working(A, B), unknown()).after(next, 2).endpoints())
                .containsExactly(B);
    }

    @Test
    void whatIsGoneGoesAtOnceWhereNothingIsNew() {
        Sought next = Sought.of(SHOP).answered(List.of(A, B), 0).answered(List.of(B), 1);
        assertThat(new Succession(working(A, B), unknown()).after(next, 1).endpoints())
                .containsExactly(B);
    }

    @Test
    void nothingStaysWhereItIsKnownThatThereAreNone() {
        Sought next = Sought.of(SHOP).answered(List.of(A, B), 0).answered(List.of(B), 1);
        assertThat(next.answered(List.of(), 2).endpoints()).isEmpty();
    }

    @Test
    void whatIsGoneStaysAsLongAsItIsAllThatWorks() {
        Sought next = Sought.of(SHOP).answered(List.of(A), 0).answered(List.of(B), 1);
        long late = 1 + 100 * Succession.PATIENCE_NANOS;
        Succession noneOfTheNew = new Succession(working(A), unknown());
        assertThat(noneOfTheNew.after(next, late).endpoints()).containsExactly(B, A);
        assertThat(noneOfTheNew.holds(next, late)).isTrue();
        Succession nothing = new Succession(working(), unknown());
        assertThat(nothing.after(next, late).endpoints()).containsExactly(B);
        assertThat(nothing.holds(next, late)).isFalse();
        Succession listed = new Succession(working(A, C), unknown());
        assertThat(listed.after(next, late).endpoints()).containsExactly(B);
    }

    @Test
    void whatIsLeftOfAnAnswerStaysAloneOnlyIfItWorks() {
        Sought next = Sought.of(SHOP).answered(List.of(A, B), 0).answered(List.of(B), 1);
        assertThat(new Succession(working(A), unknown()).after(next, 1).endpoints())
                .containsExactly(B, A);
    }

    @Test
    void nobodyIsSaidToBeKeptWhileWhatIsNewIsProbed() {
        Sought next = Sought.of(SHOP).answered(List.of(A), 0).answered(List.of(B), 1);
        Succession first = new Succession(working(A), unknown(B));
        assertThat(first.holds(next, 1)).isFalse();
        assertThat(first.holds(next, 1 + Succession.PATIENCE_NANOS)).isTrue();
    }

    @Test
    void eachGoesInItsTimeHoweverOftenTheAnswerChanges() {
        long since = Long.MAX_VALUE - 1;
        Sought first = Sought.of(SHOP).answered(List.of(A), 0).answered(List.of(B), since);
        Sought second = first.answered(List.of(C), since + 2);
        assertThat(second.endpoints()).containsExactly(C, A, B);
        Succession succession = new Succession(working(A, B), unknown(C));
        assertThat(succession.after(second, since + Succession.PATIENCE_NANOS).endpoints())
                .as("nothing new works")
                .containsExactly(C, A, B);
        Succession listed = new Succession(working(A, B, D), unknown(C));
        assertThat(listed.after(second, since + Succession.PATIENCE_NANOS - 1).endpoints())
                .containsExactly(C, A, B);
        assertThat(listed.after(second, since + Succession.PATIENCE_NANOS).endpoints())
                .containsExactly(C, B);
        assertThat(listed.after(second, since + 2 + Succession.PATIENCE_NANOS).endpoints())
                .containsExactly(C);
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
        assertThat(new Succession(working(B), unknown()).after(answered, 1).endpoints())
                .containsExactly(B);
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
                    case 1 -> {
                        List<Endpoint> working = new ArrayList<>(held.endpoints());
                        Collections.shuffle(working, random);
                        working.removeIf(each -> random.nextBoolean());
                        held = new Succession(working(working.toArray(Endpoint[]::new)), unknown()).after(held, step);
                        if (!working.isEmpty()) {
                            assertThat(held.endpoints()).as("seed %d", seed).containsAnyElementsOf(working);
                        }
                    }
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
            assertThat(new Succession(working(), unknown()).after(held, 99).endpoints())
                    .as("seed %d", seed)
                    .isEqualTo(last);
        }
    }

    private static Set<EndpointAddress> working(Endpoint... endpoints) {
        return Stream.of(endpoints).map(Endpoint::address).collect(Collectors.toSet());
    }

    private static Set<EndpointAddress> unknown(Endpoint... endpoints) {
        return working(endpoints);
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
