package io.quorate.core.view;

import io.quorate.core.model.TargetId;
import io.quorate.core.model.text.StableHash;
import java.util.HexFormat;
import java.util.Map;

/**
 * All verdicts at one moment.
 *
 * @param hash of targets and their states, whatever the order; equal hash, equal view
 */
public record View(Map<TargetId, Verdict> verdicts, long hash) {
    /** What one verdict adds to the hash of the view that holds it. */
    public static long contribution(TargetId target, VerdictState state) {
        return StableHash.of(target + "=" + state.word());
    }

    public View {
        verdicts = Map.copyOf(verdicts);
    }

    /** The hash as 16 hexadecimal digits. */
    public String hashText() {
        return hashText(hash);
    }

    /** A hash as 16 hexadecimal digits. */
    public static String hashText(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
