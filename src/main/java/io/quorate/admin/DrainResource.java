package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Makes the member stop accepting and finish what it has. */
final class DrainResource {
    private DrainResource() {}

    static Resource of(Member member) {
        return Resource.post("/api/v1/drain", context -> answer(context, member));
    }

    private static Future<Void> answer(RoutingContext context, Member member) {
        member.drain();
        return Answers.json(context, 202, new JsonObject().put("draining", true));
    }
}
