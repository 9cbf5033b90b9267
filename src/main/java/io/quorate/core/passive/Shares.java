package io.quorate.core.passive;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which endpoints of an upstream are left out: no more than may be. Those against whom most speak come first, then an order
 * that is the same on all members; what this member leaves out by itself comes after what all do.
 */
record Shares(List<Case> out, List<Case> avoided) {
    private static final Comparator<Case> BY_KEY =
            Comparator.comparingLong(one -> one.subject().key());

    static Shares of(Collection<Case> all) {
        int most = all.stream()
                .findFirst()
                .map(one -> one.subject().rule().mostEjected(all.size()))
                .orElse(0);
        List<Case> out = all.stream()
                .filter(one -> one.ballot().ejects())
                .sorted(Comparator.comparingInt((Case one) -> -one.ballot().failing())
                        .thenComparing(BY_KEY))
                .limit(most)
                .toList();
        List<Case> avoided = all.stream()
                .filter(one -> one.isFailing() && !out.contains(one))
                .sorted(BY_KEY)
                .limit(most - out.size())
                .toList();
        return new Shares(out, avoided);
    }
}
