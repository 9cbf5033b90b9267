package io.quorate.admin;

import io.quorate.core.control.status.Agreement;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.discover.Sought;
import io.quorate.core.health.Vote;
import io.quorate.core.passive.Evidence;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.View;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
        JsonArray members = new JsonArray();
        view.members().forEach(member -> members.add(member(view, member)));
        JsonArray upstreams = new JsonArray();
        view.upstreams().forEach(upstream -> upstreams.add(upstream(view, upstream)));
        Pulse self = view.self().pulse();
        return new JsonObject()
                .put("viewHash", View.hashText(self.viewHash()))
                .put("configHash", View.hashText(self.configHash()))
                .put("member", self.from().value())
                .put("agreement", agreement(Agreement.of(view.members())))
                .put("members", members)
                .put("upstreams", upstreams);
    }

    private static JsonObject agreement(Agreement agreement) {
        return new JsonObject()
                .put("members", agreement.members())
                .put("sameView", agreement.sameView())
                .put("generations", agreement.generations());
    }

    private static JsonObject member(MemberView view, MemberStatus status) {
        Pulse pulse = status.pulse();
        return new JsonObject()
                .put("id", status.id().value())
                .put("name", pulse.card().name())
                .put("zone", pulse.card().zone())
                .put("address", pulse.card().address())
                .put("admin", pulse.card().admin())
                .put("state", status.state())
                .put("viewHash", View.hashText(pulse.viewHash()))
                .put("configHash", View.hashText(pulse.configHash()))
                .put("lastHeardMs", TimeUnit.NANOSECONDS.toMillis(view.now() - status.heardAt()))
                .put("leaseMs", TimeUnit.NANOSECONDS.toMillis(status.leaseNanos()))
                .put("awareness", pulse.awareness())
                .put("abstaining", pulse.abstaining());
    }

    private static JsonObject upstream(MemberView view, UpstreamStatus upstream) {
        JsonArray endpoints = new JsonArray();
        upstream.endpoints().forEach(endpoint -> endpoints.add(endpoint(view, upstream.name(), endpoint)));
        return new JsonObject()
                .put("name", upstream.name())
                .put("panic", upstream.panic())
                .put("healthy", upstream.healthy())
                .put("total", upstream.endpoints().size())
                .put("discovery", discovery(view, view.discoveries().get(upstream.name())))
                .put("endpoints", endpoints);
    }

    /** Null if nothing is looked for. */
    private static @Nullable JsonObject discovery(MemberView view, @Nullable Sought sought) {
        if (sought == null) {
            return null;
        }
        Sought.Asked asked = sought.asked();
        return new JsonObject()
                .put("source", sought.discovery().toString())
                .put("found", sought.found().size())
                .put("leaving", sought.leaving().size())
                .put(
                        "answeredAt",
                        asked.answered() ? view.wallTime().apply(asked.at()).toString() : null)
                .put("problem", asked.problem());
    }

    private static JsonObject endpoint(MemberView view, String upstream, EndpointStatus status) {
        JsonArray owners = new JsonArray();
        status.owners().forEach(owner -> owners.add(owner.value()));
        JsonArray votes = new JsonArray();
        status.votes().forEach(vote -> votes.add(vote(view, vote)));
        return new JsonObject()
                .put("address", status.endpoint().address().toString())
                .put("zone", status.endpoint().zone())
                .put("weight", status.endpoint().weight())
                .put("backup", status.endpoint().backup())
                .put("verdict", status.verdict().state().word())
                .put("routable", status.routable())
                .put("stale", status.verdict().stale())
                .put("since", view.wallTime().apply(status.verdict().since()).toString())
                .put("reason", status.verdict().reason())
                .put(
                        "inFlight",
                        view.inFlight().applyAsLong(upstream, status.endpoint().address()))
                .put("avoided", status.standing().avoided())
                .put("ejected", status.evidence().ejected())
                .put("evidence", evidence(status.evidence()))
                .put("owners", owners)
                .put("votes", votes)
                .putNull("override");
    }

    private static JsonArray evidence(Evidence evidence) {
        JsonArray words = new JsonArray();
        evidence.words()
                .forEach(said -> words.add(new JsonObject()
                        .put("member", said.member().value())
                        .put("says", said.stance())
                        .put("reason", said.reason())));
        return words;
    }

    private static JsonObject vote(MemberView view, Vote vote) {
        boolean pending = vote.hysteresis().streak() == 0;
        return new JsonObject()
                .put("member", vote.vantage().value())
                .put("vote", vote.state().word())
                .put("streak", vote.hysteresis().streak())
                .put("reason", vote.reason())
                .put("ageMs", pending ? null : TimeUnit.NANOSECONDS.toMillis(view.now() - vote.at()));
    }
}
