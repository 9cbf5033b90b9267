package io.quorate.probe;

import java.util.regex.Pattern;

/**
 * Text that a regular expression may look at only so often: a hostile body or a careless pattern makes Java's matcher
 * backtrack for hours, and it cannot be interrupted otherwise.
 */
final class BoundedText implements CharSequence {
    private final CharSequence text;
    private int looksLeft;

    private BoundedText(CharSequence text, int looks) {
        this.text = text;
        this.looksLeft = looks;
    }

    /** What came of looking for a pattern. */
    enum Finding {
        /** It is there, whatever may follow. */
        FOUND,
        /** It is there as long as nothing follows. */
        FOUND_AT_THE_END,
        ABSENT,
        GAVE_UP
    }

    /** Looks for the pattern, reading a character at most {@code looks} times. */
    static Finding find(Pattern pattern, CharSequence text, int looks) {
        try {
            var matcher = pattern.matcher(new BoundedText(text, looks));
            if (!matcher.find()) {
                return Finding.ABSENT;
            }
            return matcher.requireEnd() ? Finding.FOUND_AT_THE_END : Finding.FOUND;
        } catch (TooManyLooks e) {
            return Finding.GAVE_UP;
        } catch (StackOverflowError e) {
            // Java's matcher recurses once a repetition of a group: (a|b)* over a long text ends here. Nothing is
            // broken.
            return Finding.GAVE_UP;
        }
    }

    @Override
    public char charAt(int index) {
        if (--looksLeft < 0) {
            throw new TooManyLooks();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyLooks() {
            super("too many looks", null, false, false);
        }
    }
}
