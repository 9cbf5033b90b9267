package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** One path of the admin API. */
interface Resource {
    HttpMethod method();

    String path();

    /** Answers; a failure becomes a 500. */
    Future<Void> answer(RoutingContext context);
}
