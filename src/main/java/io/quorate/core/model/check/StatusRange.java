package io.quorate.core.model.check;

import io.quorate.core.model.text.Expect;

/** HTTP statuses from {@code first} to {@code last}, both included. */
public record StatusRange(int first, int last) {
    public StatusRange {
        Expect.that(
                100 <= first && first <= last && last <= 599,
                "status",
                first == last ? first : first + "-" + last,
                "a status or a range within 100-599");
    }

    /**
     * Reads {@code 204} or {@code 200-299}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static StatusRange parse(String text) {
        Expect.that(text.matches("\\d{3}(-\\d{3})?"), "status", text, "a status or a range within 100-599");
        int first = Integer.parseInt(text.substring(0, 3));
        return new StatusRange(first, text.length() == 3 ? first : Integer.parseInt(text.substring(4)));
    }

    boolean contains(int status) {
        return first <= status && status <= last;
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
