package io.quorate.proxy.wire;

import io.vertx.core.http.HttpMethod;

/**
 * What a request to an endpoint begins with.
 *
 * @param target in origin-form
 * @param host what the endpoint sees as {@code Host}
 */
public record RequestLine(HttpMethod method, String target, String host) {}
