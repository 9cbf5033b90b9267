package io.quorate.config.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Guesses what was meant by a word that is not known. */
public final class Nearest {
    private static final int MOST_NAMED = 20;
    private static final int LONGEST = 128;

    private Nearest() {}

    /** {@code did you mean 'x'?} if one of the known is near, {@code expected: one of x, y} otherwise. */
    public static String hint(String word, Collection<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .orElse("");
        if (!nearest.isEmpty() && distance(word, nearest) <= Math.max(1, word.length() / 3)) {
            return "did you mean '" + nearest + "'?";
        }
        if (known.isEmpty()) {
            return "expected: one of none";
        }
        String some = known.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return "expected: one of " + some + (known.size() > MOST_NAMED ? " and others" : "");
    }

    /** Levenshtein's, upper and lower case being one; what is overlong is far from everything. */
    private static int distance(String one, String other) {
        if (one.length() > LONGEST) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                boolean same = Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
                int changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
