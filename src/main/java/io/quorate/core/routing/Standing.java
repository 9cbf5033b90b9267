package io.quorate.core.routing;

/**
 * How one endpoint stands.
 *
 * @param known whether there is a verdict, or none is needed
 * @param up whether it counts as up on the agreed view
 * @param ejected whether all members leave it out because of the requests sent to it
 * @param avoided whether this member leaves it out by itself
 * @param failing whether this member's requests to it fail
 */
public record Standing(boolean known, boolean up, boolean ejected, boolean avoided, boolean failing) {
    /** Whether all members may use it. */
    public boolean isIn() {
        return up && !ejected;
    }

    /** Whether nothing speaks against it. */
    public boolean isHealthy() {
        return isIn() && !avoided;
    }
}
