package io.quorate.core.model.route;

/** What a route does with the requests it takes. */
public sealed interface RouteAction permits Forward, Redirect, Respond {}
