package io.quorate.app;

/** The latest of a value that one thread replaces and any thread reads. */
final class Current<T> {
    private volatile T value;

    Current(T first) {
        this.value = first;
    }

    T get() {
        return value;
    }

    void set(T next) {
        value = next;
    }
}
