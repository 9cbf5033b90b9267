package io.quorate.cluster;

/** Says what is wrong with the cluster's settings, in words for the user. */
public final class ClusterFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterFileException(String message) {
        super(message);
    }

    ClusterFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
