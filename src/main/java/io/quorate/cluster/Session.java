package io.quorate.cluster;

import io.quorate.core.view.Message;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** One stay in the cluster, from joining to leaving or losing it. */
record Session(Membership membership, Bus bus) {
    /** Joins; if that fails nothing stays behind. */
    static Future<Session> open(Wiring wiring, Membership.Events events, Consumer<Message> receiver) {
        return Aside.call("join", () -> Membership.join(wiring.options(), wiring.self(), events))
                .compose(membership -> Bus.open(wiring, membership, receiver)
                        .map(bus -> new Session(membership, bus))
                        .recover(failure -> membership.leave().transform(left -> Future.failedFuture(failure))));
    }

    /** Leaves within a bound; never fails. */
    Future<Void> close() {
        return bus.close().transform(closed -> membership.leave());
    }
}
