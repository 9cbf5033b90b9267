package io.quorate.probe;

import io.quorate.core.model.CheckKind;
import io.quorate.core.model.CheckSpec;
import io.quorate.core.model.EndpointAddress;
import io.quorate.core.model.Expectation;
import io.quorate.core.model.HttpCheck;
import io.quorate.core.model.StatusRange;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.Thresholds;
import io.quorate.core.model.Timing;
import io.quorate.core.plan.Assignment;
import io.quorate.core.plan.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Checks as tests need them. */
final class Checks {
    static final Duration INTERVAL = Duration.ofSeconds(2);
    static final Duration FAST = Duration.ofMillis(200);
    static final Duration DOWN = Duration.ofSeconds(4);
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    private Checks() {}

    static CheckSpec tcp(Duration timeout) {
        return of(new CheckKind.Tcp(), timeout);
    }

    static CheckSpec get(Expectation expect) {
        return http("GET", Map.of(), expect, Duration.ofSeconds(5));
    }

    static CheckSpec get(Expectation expect, Duration timeout) {
        return http("GET", Map.of(), expect, timeout);
    }

    static CheckSpec http(String method, Map<String, String> headers, Expectation expect, Duration timeout) {
        return of(new HttpCheck(method, "/health?deep=1", headers, expect), timeout);
    }

    static Expectation status() {
        return new Expectation(List.of(new StatusRange(200, 299)), "", "", Map.of());
    }

    static Expectation body(String contains, String matches) {
        return new Expectation(List.of(new StatusRange(200, 299)), contains, matches, Map.of());
    }

    static Expectation header(String name, String value) {
        return new Expectation(List.of(new StatusRange(200, 299)), "", "", Map.of(name, value));
    }

    static Assignment assignment(EndpointAddress address, CheckSpec check, Pace pace) {
        return new Assignment(new TargetId(address, check.fingerprint()), check, pace, List.of("shop"));
    }

    private static CheckSpec of(CheckKind kind, Duration timeout) {
        return new CheckSpec(kind, 0, new Timing(INTERVAL, FAST, DOWN, timeout), new Thresholds(2, 3), 1, false);
    }
}
