package io.quorate.cluster.wire;

/** Thrown and caught within this package where bytes are not what a member writes; costs no stack trace. */
final class GarbledException extends Exception {
    private static final long serialVersionUID = 1L;

    GarbledException(String message) {
        super(message, null, false, false);
    }
}
