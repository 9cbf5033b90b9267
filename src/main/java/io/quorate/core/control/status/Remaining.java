package io.quorate.core.control.status;

/**
 * What is left of an upstream; nothing of nothing if it is not in the config any more.
 *
 * @param healthy how many endpoints nothing speaks against
 * @param pending how many are not known yet
 * @param total how many there are
 */
public record Remaining(String upstream, int healthy, int pending, int total) {
    /** Whether there is no endpoint that is healthy, and none that may turn out to be. */
    public boolean isNothing() {
        return total > 0 && healthy == 0 && pending == 0;
    }
}
