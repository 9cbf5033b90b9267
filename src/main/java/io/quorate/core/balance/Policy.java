package io.quorate.core.balance;

/** A way to choose. It holds no state itself: its pickers do. */
public interface Policy {
    /** The word for it in the config. */
    String name();

    /**
     * A picker over a list of endpoints.
     *
     * @param weights by place, 0 or more
     * @param load by place
     * @param seed where to begin, so that pickers made at the same time do not all choose the same endpoint first
     */
    Picker picker(int[] weights, Load load, long seed);
}
