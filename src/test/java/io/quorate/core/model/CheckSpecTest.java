package io.quorate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Expectation;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.check.StatusRange;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.check.Timing;
import io.quorate.core.model.net.EndpointAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckSpecTest {
    private static final Duration OTHER = Duration.ofMillis(777);
    private static final List<StatusRange> OK = List.of(new StatusRange(200, 299));

    @Test
    void equalDefinitionsShareAFingerprint() {
        assertThat(httpCheck().fingerprint())
                .isEqualTo(httpCheck().fingerprint())
                .matches("[0-9a-f]{16}");
    }

    @Test
    void theOrderOfHeadersDoesNotMatter() {
        Map<String, String> forward = new LinkedHashMap<>();
        Map<String, String> backward = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forward.put("x-" + i, "v");
            backward.put("x-" + (19 - i), "v");
        }

        assertThat(withHeaders(forward).fingerprint())
                .isEqualTo(withHeaders(backward).fingerprint());
    }

    @Test
    void whatCountsBeforeTheFirstVerdictIsLeftOut() {
        CheckSpec up =
                new CheckSpec(new CheckKind.Tcp(), 0, Samples.TIMING, Samples.THRESHOLDS, 3, true, Approach.DEFAULT);

        assertThat(up.fingerprint()).isEqualTo(Samples.tcpCheck().fingerprint());
    }

    @Test
    void aDifferenceInAnyPartDiffers() {
        List<CheckSpec> all = new ArrayList<>(differentKinds());
        all.addAll(differentNumbers());

        assertThat(all.stream().map(CheckSpec::fingerprint)).doesNotHaveDuplicates();
    }

    @Test
    void theFingerprintIsTheSameInEveryVersion() {
        // Members of a cluster that is being upgraded compare them: a change here parts old members from new ones.
        assertThat(CheckSpec.NONE.fingerprint()).isEqualTo("affcc9053f888a90");
        assertThat(Samples.tcpCheck().fingerprint()).isEqualTo("2c2df5afa45b3fd4");
        assertThat(httpCheck().fingerprint()).isEqualTo("84cb63daad6f92e2");
        assertThat(httpCheck().onClearText().fingerprint()).isEqualTo("84cb63daad6f92e2");
    }

    @Test
    void probesAtItsOwnPortOrTheEndpoints() {
        EndpointAddress endpoint = EndpointAddress.parse("a:80");
        CheckSpec elsewhere = new CheckSpec(
                new CheckKind.Tcp(), 9_100, Samples.TIMING, Samples.THRESHOLDS, 3, true, Approach.DEFAULT);

        assertThat(Samples.tcpCheck().probed(endpoint)).isSameAs(endpoint);
        assertThat(elsewhere.probed(endpoint)).isEqualTo(EndpointAddress.parse("a:9100"));
    }

    @Test
    void onlyNoneHasNothingToProbe() {
        assertThat(CheckSpec.NONE.isNone()).isTrue();
        assertThat(Samples.tcpCheck().isNone()).isFalse();
        assertThat(CheckSpec.NONE.kind().type()).isEqualTo("none");
    }

    @Test
    void readsTheBodyOnlyForABodyRule() {
        assertThat(Samples.expectation().readsBody()).isFalse();
        assertThat(new Expectation(OK, "ok", "", Map.of()).readsBody()).isTrue();
        assertThat(new Expectation(OK, "", "ok", Map.of()).readsBody()).isTrue();
    }

    @Test
    void acceptsAStatusOfAnyOfItsRanges() {
        Expectation expect =
                new Expectation(List.of(StatusRange.parse("200-204"), StatusRange.parse("301")), "", "", Map.of());

        assertThat(List.of(199, 200, 204, 205, 300, 301, 302).stream().filter(expect::acceptsStatus))
                .containsExactly(200, 204, 301);
        assertThat(expect.statuses()).hasToString("[200-204, 301]");
    }

    private static List<CheckSpec> differentKinds() {
        Expectation any = Samples.expectation();
        return List.of(
                CheckSpec.NONE,
                Samples.check(new CheckKind.None()),
                Samples.tcpCheck(),
                httpCheck(),
                Samples.check(new HttpCheck("HEAD", "/health", Map.of("host", "shop"), any)),
                Samples.check(new HttpCheck("GET", "/healthy", Map.of("host", "shop"), any)),
                withHeaders(Map.of("host", "other")),
                withHeaders(Map.of("hosts", "shop")),
                withHeaders(Map.of()),
                withHeaders(Map.of("host", "shop", "a", "b")),
                expecting(new Expectation(List.of(new StatusRange(200, 298)), "", "", Map.of())),
                expecting(new Expectation(
                        List.of(new StatusRange(200, 200), new StatusRange(299, 299)), "", "", Map.of())),
                expecting(new Expectation(OK, "ok", "", Map.of())),
                expecting(new Expectation(OK, "", "ok", Map.of())),
                expecting(new Expectation(OK, "", "", Map.of("host", "shop"))),
                expecting(new Expectation(OK, "", "", Map.of("host", "other"))));
    }

    private static List<CheckSpec> differentNumbers() {
        Timing t = Samples.TIMING;
        return List.of(
                timed(new Timing(OTHER, t.fast(), t.down(), t.timeout())),
                timed(new Timing(t.interval(), OTHER, t.down(), t.timeout())),
                timed(new Timing(t.interval(), t.fast(), OTHER, t.timeout())),
                timed(new Timing(t.interval(), t.fast(), t.down(), OTHER)),
                numbered(9, new Thresholds(2, 3), 3),
                numbered(0, new Thresholds(3, 3), 3),
                numbered(0, new Thresholds(2, 2), 3),
                numbered(0, new Thresholds(3, 2), 3),
                numbered(0, new Thresholds(2, 3), 2));
    }

    private static CheckSpec httpCheck() {
        return Samples.check(Samples.http(Samples.expectation()));
    }

    private static CheckSpec withHeaders(Map<String, String> headers) {
        return Samples.check(new HttpCheck("GET", "/health", headers, Samples.expectation()));
    }

    private static CheckSpec expecting(Expectation expect) {
        return Samples.check(Samples.http(expect));
    }

    private static CheckSpec timed(Timing timing) {
        return new CheckSpec(new CheckKind.Tcp(), 0, timing, Samples.THRESHOLDS, 3, false, Approach.DEFAULT);
    }

    private static CheckSpec numbered(int port, Thresholds thresholds, int vantages) {
        return new CheckSpec(new CheckKind.Tcp(), port, Samples.TIMING, thresholds, vantages, false, Approach.DEFAULT);
    }
}
