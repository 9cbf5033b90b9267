package io.quorate.core.model;

import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Expectation;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.check.StatusRange;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.check.Timing;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Ordinary values, so that a test names only what it is about. */
public final class Samples {
    public static final Timing TIMING =
            new Timing(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofSeconds(1));
    public static final Thresholds THRESHOLDS = new Thresholds(2, 3);

    private Samples() {}

    public static Endpoint endpoint(String address) {
        return new Endpoint(EndpointAddress.parse(address), 1, "");
    }

    public static CheckSpec check(CheckKind kind) {
        return new CheckSpec(kind, 0, TIMING, THRESHOLDS, 3, false, Approach.DEFAULT);
    }

    public static CheckSpec tcpCheck() {
        return check(new CheckKind.Tcp());
    }

    public static HttpCheck http(Expectation expect) {
        return new HttpCheck("GET", "/health", Map.of("host", "shop"), expect);
    }

    public static Expectation expectation() {
        return new Expectation(List.of(new StatusRange(200, 299)), "", "", Map.of());
    }

    public static Upstream upstream(String name, Endpoint... endpoints) {
        return Upstream.plain(name, List.of(endpoints), "round-robin", tcpCheck());
    }

    public static TargetId target(int number) {
        return new TargetId(new EndpointAddress("10.0.0.1", number), "0123456789abcdef");
    }
}
