package io.quorate.core.model.upstream;

import io.quorate.core.model.text.Expect;

/**
 * What happens when so few of an upstream's endpoints are left that the view may be wrong, or they may be overrun.
 *
 * @param threshold share of the weight that must be healthy, 0 to 1; 0: never
 */
public record Panic(double threshold, Mode mode) {
    public static final Panic DEFAULT = new Panic(0.5, Mode.ALL);
    public static final Panic NEVER = new Panic(0, Mode.ALL);

    /** What is done then. */
    public enum Mode {
        /** All endpoints are used, whatever is held of them. */
        ALL,
        /** No request is taken. */
        REFUSE
    }

    public Panic {
        Expect.that(threshold >= 0 && threshold <= 1, "threshold", threshold, "0 to 1");
    }

    /** Whether so much healthy weight of so much is too little. */
    public boolean isOn(long healthy, long all) {
        return all > 0 && healthy < threshold * all;
    }
}
