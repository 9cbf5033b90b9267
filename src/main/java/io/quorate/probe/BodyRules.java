package io.quorate.probe;

import io.quorate.core.model.check.Expectation;
import io.quorate.probe.wire.Excerpt;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a check asks of a body, made ready once for all its probes. */
record BodyRules(String contains, Pattern matches) {
    /** Sixteen looks at each character of the longest body, some ten milliseconds: as long as one probe may hold up the loop. */
    private static final int LOOKS = 1_000_000;
    /** For a body that is not complete yet, of which there is more than one look. */
    private static final int EARLY_LOOKS = LOOKS / 16;

    static BodyRules of(Expectation expect) {
        return new BodyRules(expect.bodyContains(), Pattern.compile(expect.bodyMatches()));
    }

    /** Whether all rules hold for a body that starts with this text, whatever may follow. */
    boolean holdAlready(String start) {
        return start.contains(contains)
                && (isWithoutPattern() || BoundedText.find(matches, start, EARLY_LOOKS) == BoundedText.Finding.FOUND);
    }

    /** What the whole text lacks, if anything. */
    Optional<String> complaint(String body) {
        if (!body.contains(contains)) {
            return Optional.of("body does not contain " + Excerpt.quoted(contains) + ": " + Excerpt.quoted(body));
        }
        if (isWithoutPattern()) {
            return Optional.empty();
        }
        return switch (BoundedText.find(matches, body, LOOKS)) {
            case FOUND, FOUND_AT_THE_END -> Optional.empty();
            case ABSENT ->
                Optional.of("body does not match " + Excerpt.quoted(matches.pattern()) + ": " + Excerpt.quoted(body));
            case GAVE_UP ->
                Optional.of("rule gave up: matching " + Excerpt.quoted(matches.pattern()) + " takes too long");
        };
    }

    private boolean isWithoutPattern() {
        return matches.pattern().isEmpty();
    }
}
