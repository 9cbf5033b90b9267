package io.quorate.admin;

import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.health.Vote;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the cluster holds of every endpoint, and who says so. */
final class ViewResource {
    private ViewResource() {}

    static Resource of(Member member) {
        return Resource.get("/api/v1/view", context -> answer(context, member));
    }

    private static Future<Void> answer(RoutingContext context, Member member) {
        return member.view().compose(view -> Answers.json(context, 200, json(view)));
    }

    private static JsonObject json(MemberView view) {
        JsonArray upstreams = new JsonArray();
        view.upstreams().forEach(upstream -> upstreams.add(upstream(view, upstream)));
        return new JsonObject()
                .put("viewHash", view.viewHash())
                .put("configHash", view.configHash())
                .put("member", view.self().id())
                .put("members", new JsonArray().add(self(view)))
                .put("upstreams", upstreams);
    }

    private static JsonObject self(MemberView view) {
        MemberView.Self self = view.self();
        return new JsonObject()
                .put("id", self.id())
                .put("name", self.name())
                .put("zone", self.zone())
                .put("address", self.address())
                .put("state", self.state())
                .put("viewHash", view.viewHash())
                .put("configHash", view.configHash())
                .put("lastHeardMs", 0)
                .put("awareness", 0);
    }

    private static JsonObject upstream(MemberView view, UpstreamStatus upstream) {
        JsonArray endpoints = new JsonArray();
        upstream.endpoints().forEach(endpoint -> endpoints.add(endpoint(view, upstream.name(), endpoint)));
        return new JsonObject()
                .put("name", upstream.name())
                .put("panic", false)
                .put("healthy", upstream.healthy())
                .put("total", upstream.endpoints().size())
                .put("endpoints", endpoints);
    }

    private static JsonObject endpoint(MemberView view, String upstream, EndpointStatus status) {
        JsonArray votes = new JsonArray();
        status.votes().forEach(vote -> votes.add(vote(view, vote)));
        return new JsonObject()
                .put("address", status.endpoint().address().toString())
                .put("zone", status.endpoint().zone())
                .put("weight", status.endpoint().weight())
                .put("verdict", status.verdict().state().word())
                .put("routable", status.routable())
                .put("stale", status.verdict().stale())
                .put("since", view.wallTime().apply(status.verdict().since()).toString())
                .put("reason", status.verdict().reason())
                .put(
                        "inFlight",
                        view.inFlight().applyAsLong(upstream, status.endpoint().address()))
                .put("votes", votes)
                .putNull("override");
    }

    private static JsonObject vote(MemberView view, Vote vote) {
        boolean pending = vote.hysteresis().streak() == 0;
        return new JsonObject()
                .put("member", vote.vantage().value())
                .put("vote", vote.state().name().toLowerCase(Locale.ROOT))
                .put("streak", vote.hysteresis().streak())
                .put("reason", vote.reason())
                .put("ageMs", pending ? null : TimeUnit.NANOSECONDS.toMillis(view.now() - vote.at()));
    }
}
