package io.quorate.proxy;

/** No listener is opened any more: the listeners drain. */
public final class DrainingException extends RuntimeException {
    DrainingException() {
        super("draining");
    }
}
