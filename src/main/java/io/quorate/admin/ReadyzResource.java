package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** 200 when the member should get traffic, 503 with the reasons when not. Never asks the backends. */
final class ReadyzResource {
    private ReadyzResource() {}

    static Resource of(Member member) {
        return Resource.get("/readyz", context -> answer(context, member));
    }

    private static Future<Void> answer(RoutingContext context, Member member) {
        List<String> reasons = member.notReady();
        JsonObject body = new JsonObject().put("ready", reasons.isEmpty()).put("reasons", new JsonArray(reasons));
        return Answers.json(context, reasons.isEmpty() ? 200 : 503, body);
    }
}
