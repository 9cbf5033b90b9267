package io.quorate.core.control.status;

/**
 * So few of an upstream's endpoints are healthy that all of them are used, or none; or no longer.
 *
 * @param on whether that begins
 */
public record Panicked(String upstream, boolean on) {}
