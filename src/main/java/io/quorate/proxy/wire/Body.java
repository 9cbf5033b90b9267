package io.quorate.proxy.wire;

/** How the body of a request to an endpoint comes. */
public enum Body {
    NONE,
    /** Its length stands in the head. */
    MEASURED,
    /** Its end is where it ends. */
    STREAMED;

    public boolean isThere() {
        return this != NONE;
    }
}
