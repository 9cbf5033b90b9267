package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** 200 while the event loops turn. */
final class LivezResource {
    private LivezResource() {}

    static Resource of(Member member) {
        return Resource.get("/livez", context -> answer(context, member));
    }

    private static Future<Void> answer(RoutingContext context, Member member) {
        return member.stuckLoops()
                .compose(stuck -> Answers.json(
                        context,
                        stuck.isEmpty() ? 200 : 503,
                        new JsonObject().put("live", stuck.isEmpty()).put("stuck", new JsonArray(stuck))));
    }
}
