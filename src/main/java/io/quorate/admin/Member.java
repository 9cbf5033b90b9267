package io.quorate.admin;

import io.vertx.core.Future;
import java.util.List;

/** What the admin API asks of the member that it runs in. May be called from any thread. */
public interface Member {
    /** Why the member should get no traffic now; empty if it should. */
    List<String> notReady();

    /** The names of the event loops that did not answer in time; empty if all turn. */
    Future<List<String>> stuckLoops();

    /** What the member sees now. */
    Future<MemberView> view();

    /** Which config is applied. */
    ConfigStatus config();

    /** Stops accepting and finishes what runs; completes at once, the drain goes on. */
    void drain();

    /** Brings the metrics that are not counted as things happen up to date. */
    Future<Void> refreshMetrics();
}
