package io.quorate.probe;

import io.quorate.core.health.FailureKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.probe.wire.Connector;
import io.quorate.probe.wire.Line;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Opens a connection, shakes hands over TLS and closes it. */
final class TlsProbe implements Probe {
    /** How long an endpoint may take to say that it does not like what we showed, or did not. */
    private static final Duration APPROVAL = Duration.ofMillis(100);

    private final Vertx vertx;
    private final Connector connector;

    TlsProbe(Vertx vertx, CheckSpec spec) {
        this.vertx = vertx;
        this.connector = new Connector(vertx, vertx.createNetClient(), spec.approach(), List.of());
    }

    @Override
    public void begin(EndpointAddress address, ProbeRun run) {
        connector.open(address, run, line -> {
            if (line.isOnApproval()) {
                awaitApproval(line, run);
            } else {
                pass(line, run);
            }
        });
    }

    @Override
    public void close() {
        connector.close();
    }

    /** The endpoint says nothing if it is content; if not, it sends an alert at once, and closes. */
    private void awaitApproval(Line line, ProbeRun run) {
        line.hearAlerts(run);
        line.socket()
                .closeHandler(closed -> run.fail(FailureKind.L6RSP, "connection closed right after the TLS handshake"));
        long most = Math.min(APPROVAL.toMillis(), run.timeout().dividedBy(2).toMillis());
        vertx.setTimer(most, timer -> pass(line, run));
    }

    private static void pass(Line line, ProbeRun run) {
        String days = run.certificateEnd()
                .map(end -> Duration.between(Instant.now(), end).toDays() + " days left")
                .orElse("no certificate");
        run.pass(line.version() + ", " + days);
    }
}
