package io.quorate.core.passive;

import io.quorate.core.model.net.EndpointAddress;

/**
 * An endpoint is left out by all members because of the requests sent to it, or no longer.
 *
 * @param level how many times in close succession
 * @param reason what the first of those said who found that its requests fail
 */
public record Ejected(String upstream, EndpointAddress address, boolean out, int level, String reason) {}
