package io.quorate.core.health;

import java.time.Duration;

/**
 * This member stood still and its votes do not count for now, or they count again.
 *
 * @param on whether that begins, or goes on because it stood still once more
 * @param lasted how long it stood still; at the end, for how long its votes did not count
 */
public record Abstention(boolean on, Duration lasted) {}
