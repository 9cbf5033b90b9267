package io.quorate.core.passive;

import io.quorate.core.model.net.EndpointAddress;

/**
 * What this member's requests to one endpoint of one upstream have come to since it started.
 *
 * @param answered requests that did not fail
 * @param failed those that did
 * @param millis how long all responses that began took until then
 */
public record Tally(String upstream, EndpointAddress address, long answered, long failed, long millis) {}
