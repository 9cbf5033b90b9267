package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/**
 * One path of the admin API.
 *
 * @param answer answers a request; a failure becomes a 500
 */
record Resource(HttpMethod method, String path, Function<RoutingContext, Future<Void>> answer) {
    static Resource get(String path, Function<RoutingContext, Future<Void>> answer) {
        return new Resource(HttpMethod.GET, path, answer);
    }

    static Resource post(String path, Function<RoutingContext, Future<Void>> answer) {
        return new Resource(HttpMethod.POST, path, answer);
    }
}
