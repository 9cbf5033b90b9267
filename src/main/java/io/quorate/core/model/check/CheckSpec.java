package io.quorate.core.model.check;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The configured definition of a check.
 *
 * @param port where to probe; 0 is the endpoint's own
 * @param vantages how many members probe a target, at least 1
 * @param initiallyUp whether an endpoint is used before its first verdict
 * @param approach how probes reach an endpoint; kept is what of it matters to the kind
 */
public record CheckSpec(
        CheckKind kind,
        int port,
        Timing timing,
        Thresholds thresholds,
        int vantages,
        boolean initiallyUp,
        Approach approach) {
    /** No check: the endpoints count as up. */
    public static final CheckSpec NONE = new CheckSpec(
            new CheckKind.None(),
            0,
            new Timing(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(1)),
            new Thresholds(2, 3),
            1,
            true,
            Approach.DEFAULT);

    public CheckSpec {
        Expect.that(port >= 0 && port <= 65_535, "port", port, "1 to 65535");
        Expect.that(vantages >= 1 && vantages <= 100, "vantages", vantages, "1 to 100");
        boolean possible = !(kind instanceof CheckKind.Tls && approach.plain());
        Expect.that(possible, "plain", approach.plain(), "false, since a tls check is over TLS");
        approach = approach.fitting(kind);
    }

    /** The same in clear text, whatever requests go over. */
    public CheckSpec onClearText() {
        return approached(new Approach(true, approach.protocol(), EndpointTls.NONE));
    }

    /** The same where requests go over that transport; clear text that was asked for stays. */
    public CheckSpec over(Transport transport) {
        return approached(approach.over(transport));
    }

    /** Whether there is nothing to probe. */
    public boolean isNone() {
        return kind instanceof CheckKind.None;
    }

    /** Where a probe of the endpoint connects to. */
    public EndpointAddress probed(EndpointAddress endpoint) {
        return port == 0 ? endpoint : endpoint.withPort(port);
    }

    /**
     * Identifies the definition: equal definitions share probes and votes, different ones never do. What counts
     * before the first verdict is left out, since it changes nothing about a probe.
     */
    public String fingerprint() {
        return Fingerprint.of(canonicalText());
    }

    /** Everything that makes the definition, in one order, so that equal definitions give equal text. */
    public String canonicalText() {
        return Fingerprint.join(
                        canonicalKind(),
                        port,
                        timing.interval(),
                        timing.fast(),
                        timing.down(),
                        timing.timeout(),
                        thresholds.rise(),
                        thresholds.fall(),
                        vantages)
                + approach.canonicalText(kind);
    }

    private String canonicalKind() {
        if (kind instanceof HttpCheck http) {
            Expectation expect = http.expect();
            return Fingerprint.join(
                    http.type(),
                    http.method(),
                    http.path(),
                    canonical(http.headers()),
                    Fingerprint.join(expect.statuses().toArray()),
                    expect.bodyContains(),
                    expect.bodyMatches(),
                    canonical(expect.headers()));
        }
        return kind instanceof CheckKind.Grpc grpc ? Fingerprint.join(kind.type(), grpc.service()) : kind.type();
    }

    private CheckSpec approached(Approach other) {
        return new CheckSpec(kind, port, timing, thresholds, vantages, initiallyUp, other);
    }

    private static String canonical(Map<String, String> headers) {
        return Fingerprint.join(new TreeMap<>(headers)
                .entrySet().stream()
                        .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                        .toArray());
    }
}
