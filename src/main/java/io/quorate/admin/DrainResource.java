package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Makes the member stop accepting and finish what it has. */
final class DrainResource implements Resource {
    private final Member member;

    DrainResource(Member member) {
        this.member = member;
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public String path() {
        return "/api/v1/drain";
    }

    @Override
    public Future<Void> answer(RoutingContext context) {
        member.drain();
        return Answers.json(context, 202, new JsonObject().put("draining", true));
    }
}
