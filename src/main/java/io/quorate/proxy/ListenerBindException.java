package io.quorate.proxy;

/** A listener that could not be bound; nothing has been changed. */
public final class ListenerBindException extends RuntimeException {
    private final String listener;

    ListenerBindException(String listener, Throwable cause) {
        super("listener " + listener + ": " + cause.getMessage(), cause);
        this.listener = listener;
    }

    /** The name of the listener. */
    public String listener() {
        return listener;
    }
}
