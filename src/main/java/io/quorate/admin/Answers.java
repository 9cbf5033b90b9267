package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The forms that answers take. */
final class Answers {
    private Answers() {}

    static Future<Void> json(RoutingContext context, int status, JsonObject body) {
        return send(context, status, "application/json", body.toBuffer().appendString("\n"));
    }

    static Future<Void> error(RoutingContext context, int status, String error, String detail) {
        return json(context, status, new JsonObject().put("error", error).put("detail", detail));
    }

    static Future<Void> send(RoutingContext context, int status, String contentType, Buffer body) {
        HttpServerResponse response = context.response();
        response.setStatusCode(status);
        response.putHeader("content-type", contentType);
        response.putHeader("cache-control", "no-store");
        return response.end(body);
    }
}
