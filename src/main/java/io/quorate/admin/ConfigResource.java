package io.quorate.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The effective config, and why the directory's content is not it. */
final class ConfigResource {
    private ConfigResource() {}

    static Resource of(Member member) {
        return Resource.get("/api/v1/config", context -> answer(context, member));
    }

    private static Future<Void> answer(RoutingContext context, Member member) {
        ConfigStatus status = member.config();
        JsonObject body = new JsonObject()
                .put("appliedAt", status.appliedAt().toString())
                .put("hash", status.hash())
                .put("contentHash", status.contentHash())
                .put("lastError", status.problems().isEmpty() ? null : lastError(status))
                .put("config", status.effective());
        return Answers.json(context, 200, body);
    }

    private static JsonObject lastError(ConfigStatus status) {
        JsonArray problems = new JsonArray();
        status.problems()
                .forEach(problem -> problems.add(new JsonObject()
                        .put("file", problem.file())
                        .put("line", problem.line())
                        .put("path", problem.path())
                        .put("message", problem.message())));
        return new JsonObject().put("at", status.rejectedAt().toString()).put("problems", problems);
    }
}
