package io.quorate.probe;

import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Expectation;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.check.StatusRange;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.check.Timing;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Checks as tests need them. */
public final class Checks {
    public static final Duration INTERVAL = Duration.ofSeconds(2);
    public static final Duration FAST = Duration.ofMillis(200);
    public static final Duration DOWN = Duration.ofSeconds(4);
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private Checks() {}

    public static CheckSpec tcp(Duration timeout) {
        return of(new CheckKind.Tcp(), timeout);
    }

    public static CheckSpec tls(Duration timeout) {
        return of(new CheckKind.Tls(), timeout);
    }

    public static CheckSpec grpc(String service, Duration timeout) {
        return of(new CheckKind.Grpc(service), timeout);
    }

    public static CheckSpec get(Expectation expect) {
        return http("GET", Map.of(), expect, Duration.ofSeconds(5));
    }

    public static CheckSpec get(Expectation expect, Duration timeout) {
        return http("GET", Map.of(), expect, timeout);
    }

    public static CheckSpec http(String method, Map<String, String> headers, Expectation expect, Duration timeout) {
        return of(new HttpCheck(method, "/health?deep=1", headers, expect), timeout);
    }

    public static Expectation status() {
        return new Expectation(List.of(new StatusRange(200, 299)), "", "", Map.of());
    }

    public static Expectation body(String contains, String matches) {
        return new Expectation(List.of(new StatusRange(200, 299)), contains, matches, Map.of());
    }

    public static Expectation header(String name, String value) {
        return new Expectation(List.of(new StatusRange(200, 299)), "", "", Map.of(name, value));
    }

    public static Assignment assignment(EndpointAddress address, CheckSpec check, Pace pace) {
        return new Assignment(new TargetId(address, check.fingerprint()), check, pace, 0, 1, List.of("shop"));
    }

    private static CheckSpec of(CheckKind kind, Duration timeout) {
        return new CheckSpec(
                kind, 0, new Timing(INTERVAL, FAST, DOWN, timeout), new Thresholds(2, 3), 1, false, Approach.DEFAULT);
    }
}
