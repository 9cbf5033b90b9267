package io.quorate.app.reload;

/** The latest of a value that one thread replaces and any thread reads. */
public final class Current<T> {
    private volatile T value;

    public Current(T first) {
        this.value = first;
    }

    public T get() {
        return value;
    }

    public void set(T next) {
        value = next;
    }
}
