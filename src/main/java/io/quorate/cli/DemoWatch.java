package io.quorate.cli;

import io.quorate.admin.MemberView;
import io.quorate.app.RunningMember;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.view.VerdictState;
import io.quorate.core.view.View;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at the views of all members, which share one clock here, and tells of each verdict that has turned on all. */
final class DemoWatch {
    private static final long LOOK_MILLIS = 100;

    private final List<RunningMember> members;
    private final DemoBackends backends;
    private final Consumer<String> out;
    private final Map<Integer, VerdictState> told = new HashMap<>();

    DemoWatch(List<RunningMember> members, DemoBackends backends, Consumer<String> out) {
        this.members = members;
        this.backends = backends;
        this.out = out;
    }

    void start(Vertx vertx) {
        vertx.setPeriodic(
                LOOK_MILLIS,
                look -> Future.all(members.stream().map(RunningMember::view).toList())
                        .onSuccess(views -> compare(views.list())));
    }

    /** A turn that not all members have made yet, or whose views differ otherwise, is left for the next look. */
    private void compare(List<MemberView> views) {
        Set<Long> hashes = views.stream()
                .map(view -> view.members().get(0).pulse().viewHash())
                .collect(Collectors.toSet());
        for (int index = 0; index < backends.size(); index++) {
            int port = backends.port(index);
            List<EndpointStatus> seen =
                    views.stream().flatMap(view -> endpoints(view, port)).toList();
            Set<VerdictState> states =
                    seen.stream().map(one -> one.verdict().state()).collect(Collectors.toSet());
            if (hashes.size() == 1 && states.size() == 1 && seen.size() == views.size()) {
                agreed(index, seen, hashes.iterator().next());
            }
        }
    }

    private void agreed(int index, List<EndpointStatus> seen, long hash) {
        VerdictState state = seen.get(0).verdict().state();
        VerdictState before = told.put(index, state);
        if (before == null || before == state) {
            return;
        }
        LongSummaryStatistics turned =
                seen.stream().mapToLong(one -> one.verdict().since()).summaryStatistics();
        out.accept(
                "demo: %s is %s on all %d members: the first %.0f ms after the change, the last %.1f ms later; view %s on each"
                        .formatted(
                                backends.name(index),
                                state.word(),
                                seen.size(),
                                (turned.getMin() - backends.changedAt(index)) / 1e6,
                                (turned.getMax() - turned.getMin()) / 1e6,
                                View.hashText(hash)));
    }

    private static Stream<EndpointStatus> endpoints(MemberView view, int port) {
        return view.upstreams().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .filter(one -> one.endpoint().address().port() == port);
    }
}
