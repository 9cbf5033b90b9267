package io.quorate.core.passive;

/** How a trial request ended. */
public enum TrialEnd {
    PASSED,
    FAILED,
    /** It told nothing, as when its client left. */
    UNKNOWN
}
