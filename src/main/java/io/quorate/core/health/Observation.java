package io.quorate.core.health;

import io.quorate.core.model.TargetId;

/**
 * An outcome, of which target and when.
 *
 * @param at when the outcome was known, in nanoseconds of the observer's monotonic clock
 */
public record Observation(TargetId target, Outcome outcome, long at) {}
