package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.IpLiteral;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final Answer FOUND = new Answer.Records(
            List.of(new Entry(
                    "x.", 1, new Entry.Address(IpLiteral.addressOf("192.0.2.1").orElseThrow()))),
            List.of(),
            1);
    private static final Answer MISSING = new Answer.Missing(false);
    private static final Answer EMPTY = new Answer.Missing(true);
    private static final Answer FAILING = new Answer.Broken("server failure", false);
    private static final Answer SILENT = new Answer.Broken("no answer", true);

    private final Map<String, Answer> names = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Search search = new Search(List.of("a", "b", "c"));

    @Test
    void goesOnUntilThereIsSomething() {
        say(MISSING, EMPTY, FOUND);
        assertThat(look()).isEqualTo(FOUND);
        assertThat(asked).containsExactly("a", "b", "c");
    }

    @Test
    void asksNoFurtherThanItMust() {
        say(FOUND, FOUND, FOUND);
        assertThat(look()).isEqualTo(FOUND);
        assertThat(asked).containsExactly("a");
    }

    @Test
    void passesOverADomainThatItsServersCannotAnswerFor() {
        say(FAILING, MISSING, FOUND);
        assertThat(look()).isEqualTo(FOUND);
    }

    @Test
    void doesNotPassOverAFailureWhereItWasFoundBefore() {
        say(MISSING, FOUND, FOUND);
        assertThat(look()).isEqualTo(FOUND);
        say(MISSING, FAILING, FOUND);
        assertThat(look()).isEqualTo(FAILING);
    }

    @Test
    void goesOnWhenItIsGoneFromWhereItWasFoundBefore() {
        say(MISSING, FOUND, FOUND);
        assertThat(look()).isEqualTo(FOUND);
        asked.clear();
        say(MISSING, MISSING, FOUND);
        assertThat(look()).isEqualTo(FOUND);
        assertThat(asked).containsExactly("a", "b", "c");
    }

    @Test
    void endsWithSilence() {
        say(SILENT, FOUND, FOUND);
        assertThat(look()).isEqualTo(SILENT);
        assertThat(asked).containsExactly("a");
    }

    @Test
    void aFailureOnTheWayIsToldIfThereIsNothing() {
        say(MISSING, FAILING, EMPTY);
        assertThat(look()).isEqualTo(FAILING);
    }

    @Test
    void aNameExistsIfItDoesAnywhere() {
        say(MISSING, EMPTY, MISSING);
        assertThat(look()).isEqualTo(EMPTY);
        say(MISSING, MISSING, MISSING);
        assertThat(look()).isEqualTo(MISSING);
    }

    private void say(Answer a, Answer b, Answer c) {
        names.putAll(Map.of("a", a, "b", b, "c", c));
    }

    private Answer look() {
        Future<Answer> looked = search.by(name -> {
            asked.add(name);
            return Future.succeededFuture(names.get(name));
        });
        assertThat(looked.isComplete()).isTrue();
        return looked.result();
    }
}
