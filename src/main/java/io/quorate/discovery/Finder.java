package io.quorate.discovery;

/** Looks for the endpoints of an upstream until it is closed. */
public interface Finder {
    /** Looks no more. Whatever is still under way is not told. */
    void close();
}
