package io.quorate.core.view;

import io.quorate.core.model.text.StableHash;
import java.util.HexFormat;

/** All verdicts at one moment, by their hash: equal hash, equal view. */
public final class View {
    private View() {}

    /**
     * What one verdict adds to the hash of the view that holds it. The hash is the sum, so that the order does not
     * matter, and one verdict that turns changes it by a difference.
     *
     * @param target {@link io.quorate.core.model.TargetId#key}
     */
    public static long contribution(long target, VerdictState state) {
        return StableHash.of(target, StableHash.of(state.word()));
    }

    /** A hash as 16 hexadecimal digits. */
    public static String hashText(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
