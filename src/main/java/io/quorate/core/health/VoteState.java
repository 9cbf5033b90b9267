package io.quorate.core.health;

/** What one vantage holds of a target. */
public enum VoteState {
    PENDING,
    UP,
    DOWN
}
