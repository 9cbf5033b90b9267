package io.quorate.core.model.check;

import io.quorate.core.model.text.Expect;

/**
 * How many outcomes in a row turn a vote.
 *
 * @param rise passes that bring a target up, at least 1
 * @param fall failures that take it down, at least 1
 */
public record Thresholds(int rise, int fall) {
    public Thresholds {
        Expect.that(rise >= 1 && rise <= 1_000, "rise", rise, "1 to 1000");
        Expect.that(fall >= 1 && fall <= 1_000, "fall", fall, "1 to 1000");
    }
}
