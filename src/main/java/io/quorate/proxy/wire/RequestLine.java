package io.quorate.proxy.wire;

import io.vertx.core.http.HttpMethod;

/**
 * What a request to an endpoint begins with.
 *
 * @param scheme {@code http} or {@code https}, as the client asked
 * @param target in origin-form
 * @param host what the endpoint sees as {@code Host}
 */
public record RequestLine(HttpMethod method, String scheme, String target, String host) {}
