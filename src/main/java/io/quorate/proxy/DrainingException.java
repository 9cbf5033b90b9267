package io.quorate.proxy;

/** Listeners that cannot be applied any more, because all are drained for good; nothing has been changed. */
public final class DrainingException extends RuntimeException {
    DrainingException() {
        super("listeners: applied while draining (expected: before)");
    }
}
