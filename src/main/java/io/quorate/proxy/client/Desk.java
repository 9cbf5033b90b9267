package io.quorate.proxy.client;

import io.quorate.proxy.http.RequestIds;
import io.quorate.proxy.log.Scribe;
import io.quorate.proxy.meter.RouteMeter;
import io.quorate.proxy.timing.Timeouts;

/**
 * What the client connections of one event loop share. It belongs to that loop.
 *
 * @param unrouted counts what belongs to no route
 */
public record Desk(Timeouts timeouts, RequestIds ids, HttpDate date, RouteMeter unrouted, Scribe scribe) {}
