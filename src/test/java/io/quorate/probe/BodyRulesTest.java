package io.quorate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyRulesTest {
    @Test
    void wantsBothRulesToHold() {
        BodyRules rules = rules("a", "b+");

        assertThat(rules.complaint("xab")).isEmpty();
        assertThat(rules.complaint("xb"))
                .hasValueSatisfying(text -> assertThat(text).contains("contain \"a\""));
        assertThat(rules.complaint("xa"))
                .hasValueSatisfying(text -> assertThat(text).contains("match \"b+\""));
    }

    @Test
    void holdsEarlyOnlyIfNothingThatFollowsCanChangeIt() {
        assertThat(rules("", "^ok$").holdAlready("ok")).isFalse();
        assertThat(rules("", "^ok").holdAlready("ok")).isTrue();
        assertThat(rules("ok", "").holdAlready("not yet")).isFalse();
    }

    @Test
    void givesUpWhereTheMatcherWouldBacktrackForever() {
        long start = System.nanoTime();

        // With a back reference Java's matcher cannot remember what it has tried.
        assertThat(rules("", "^(x+x+)+\\1y").complaint("x".repeat(100)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("rule gave up"));
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void givesUpWhereTheMatcherWouldOverflowTheStack() {
        assertThat(rules("", "^(a|b)*$").complaint("ab".repeat(30_000)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("rule gave up"));
    }

    @Test
    void readsAFullBodyWithAnOrdinaryPattern() {
        String body = "{\"status\": \"starting\"}".repeat(3_000).substring(0, HttpExchange.MOST_READ);

        assertThat(rules("", "\\w+\\s*=\\s*\\d").complaint(body))
                .hasValueSatisfying(text -> assertThat(text).contains("does not match"));
    }

    @Test
    void showsOnlyAShortPrintablePartOfTheBody() {
        String hostile = "\u001b[31m<script>\r\n\u00e9" + "x".repeat(1_000);

        assertThat(rules("ok", "").complaint(hostile))
                .hasValueSatisfying(text -> assertThat(text)
                        .matches("[ -~]*")
                        .contains("\".[31m<script>...x")
                        .hasSizeLessThan(130));
    }

    private static BodyRules rules(String contains, String matches) {
        return BodyRules.of(Checks.body(contains, matches));
    }
}
