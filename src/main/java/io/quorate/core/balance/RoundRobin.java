package io.quorate.core.balance;

/** Each in turn, by weight. */
final class RoundRobin implements Policy {
    @Override
    public String name() {
        return "round-robin";
    }

    @Override
    public Picker picker(int[] weights, Load load, long seed) {
        return new Turns(weights, seed);
    }
}
