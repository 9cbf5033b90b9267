package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** 200 when the member should get traffic, 503 with the reasons when not. Never asks the backends. */
final class ReadyzResource implements Resource {
    private final Member member;

    ReadyzResource(Member member) {
        this.member = member;
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/readyz";
    }

    @Override
    public Future<Void> answer(RoutingContext context) {
        List<String> reasons = member.notReady();
        JsonObject body = new JsonObject().put("ready", reasons.isEmpty()).put("reasons", new JsonArray(reasons));
        return Answers.json(context, reasons.isEmpty() ? 200 : 503, body);
    }
}
