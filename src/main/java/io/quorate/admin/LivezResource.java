package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** 200 while the event loops turn. */
final class LivezResource implements Resource {
    private final Member member;

    LivezResource(Member member) {
        this.member = member;
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/livez";
    }

    @Override
    public Future<Void> answer(RoutingContext context) {
        return member.stuckLoops()
                .compose(stuck -> Answers.json(
                        context,
                        stuck.isEmpty() ? 200 : 503,
                        new JsonObject().put("live", stuck.isEmpty()).put("stuck", new JsonArray(stuck))));
    }
}
