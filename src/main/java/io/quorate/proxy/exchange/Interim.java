package io.quorate.proxy.exchange;

import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.ResponseFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** Passes on what an endpoint says before its response: 100 where the client waits for it, 103, and not too many. */
final class Interim {
    private static final int MOST = 8;

    private final Visit visit;
    private final Runnable onAbuse;
    private int seen;
    private boolean continued;

    Interim(Visit visit, Runnable onAbuse) {
        this.visit = visit;
        this.onAbuse = onAbuse;
    }

    void continues() {
        boolean wanted = visit.head().framing().expectsContinue() && !continued;
        if (isWelcome() && wanted) {
            continued = true;
            visit.response().writeContinue();
        }
    }

    /** Whether the client has been told to send its body. */
    boolean hasContinued() {
        return continued;
    }

    void hints(MultiMap fields) {
        if (isWelcome() && !visit.head().http10()) {
            MultiMap passed = HttpHeaders.headers();
            try {
                ResponseFields.copyHead(fields, passed, false);
            } catch (IllegalArgumentException unspeakable) {
                onAbuse.run();
                return;
            }
            visit.response().writeEarlyHints(lowered(passed));
        }
    }

    private boolean isWelcome() {
        seen++;
        if (seen > MOST) {
            onAbuse.run();
        }
        return seen <= MOST
                && !visit.response().headWritten()
                && !visit.response().ended();
    }

    /** As HTTP/2 wants names; Vert.x sees to that in every head but this one. */
    private static MultiMap lowered(MultiMap fields) {
        MultiMap lowered = HttpHeaders.headers();
        fields.forEach((name, value) -> lowered.add(name.toLowerCase(Locale.ROOT), value));
        return lowered;
    }
}
