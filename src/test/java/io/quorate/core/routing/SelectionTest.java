package io.quorate.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.Samples;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Panic;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.model.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which endpoints are used: one letter for each tells how it stands. */
class SelectionTest {
    private static final Panic HALF = Panic.DEFAULT;
    private static final Panic REFUSE = new Panic(0.5, Panic.Mode.REFUSE);

    @Test
    void usesWhatIsUpAndNotEjectedNorAvoided() {
        assertThat(selection(HALF, "uuuue").used()).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(selection(HALF, "uudaf").used()).containsExactlyInAnyOrder(0, 1);
        assertThat(selection(HALF, "uup").used()).containsExactlyInAnyOrder(0, 1);
        assertThat(selection(HALF, "uuda").panic()).isFalse();
    }

    @Test
    void usesWhatItAvoidsIfNothingElseIsLeft() {
        assertThat(selection(HALF, "aa").used()).containsExactlyInAnyOrder(0, 1);
        assertThat(selection(HALF, "aad").used()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void panicsBelowTheThresholdAndNotAtIt() {
        assertThat(selection(HALF, "uudd").panic()).isFalse();
        assertThat(selection(HALF, "uudd").used()).containsExactlyInAnyOrder(0, 1);
        assertThat(selection(HALF, "uddd").panic()).isTrue();
        assertThat(selection(HALF, "uddd").used()).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(selection(HALF, "dddd").used()).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void believesRequestsInPanicThoughNotProbes() {
        assertThat(selection(HALF, "udDE").panic()).isTrue();
        assertThat(selection(HALF, "udDE").used()).containsExactlyInAnyOrder(0, 1);
        assertThat(selection(HALF, "DDE").used()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void refusesInPanicIfThatIsAskedFor() {
        assertThat(selection(REFUSE, "uddd").panic()).isTrue();
        assertThat(selection(REFUSE, "uddd").used()).isEmpty();
        assertThat(selection(REFUSE, "uudd").used()).hasSize(2);
    }

    @Test
    void neverPanicsIfThatIsOff() {
        assertThat(selection(Panic.NEVER, "uddd").used()).containsExactly(0);
        assertThat(selection(Panic.NEVER, "dddd").used()).isEmpty();
        assertThat(selection(Panic.NEVER, "dddd").panic()).isFalse();
    }

    @Test
    void countsWeightsNotEndpoints() {
        Endpoint heavy = new Endpoint(Samples.endpoint("a:1").address(), 3, "");
        Endpoint light = new Endpoint(Samples.endpoint("b:1").address(), 1, "");
        Endpoint none = new Endpoint(Samples.endpoint("c:1").address(), 0, "");

        assertThat(selection(HALF, "du", heavy, light).panic()).isTrue();
        assertThat(selection(HALF, "ud", heavy, light).panic()).isFalse();
        assertThat(selection(HALF, "ddu", heavy, light, none).panic()).isTrue();
    }

    @Test
    void whatIsNotKnownYetIsNoReasonToPanic() {
        assertThat(selection(HALF, "pppp").panic()).isFalse();
        assertThat(selection(HALF, "pppp").used()).isEmpty();
        assertThat(selection(HALF, "uppp").panic()).isFalse();
        assertThat(selection(HALF, "dppp").panic()).isTrue();
    }

    @Test
    void ratherUsesWhatIsEjectedThanWhatIsDown() {
        assertThat(selection(HALF, "ueed").used()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(selection(HALF, "ueed").panic()).isFalse();
        assertThat(selection(HALF, "eeee").used()).hasSize(4);
        assertThat(selection(Panic.NEVER, "eedd").used()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aBackupStandsInBeforeAnybodyPanics() {
        Endpoint backup = new Endpoint(Samples.endpoint("c:1").address(), 1, "", true);
        Endpoint[] endpoints = {Samples.endpoint("a:1"), Samples.endpoint("b:1"), backup};

        assertThat(selection(HALF, "ddu", endpoints).panic()).isFalse();
        assertThat(selection(HALF, "ddu", endpoints).used()).containsExactly(2);
        assertThat(selection(HALF, "ddd", endpoints).panic()).isTrue();
        assertThat(selection(HALF, "eeu", endpoints).used()).containsExactly(2);
    }

    @Test
    void keepsToItsOwnZoneWhileEnoughOfItIsLeft() {
        Endpoint[] endpoints = zoned("a", "a", "b", "b");

        assertThat(inZone("a", "uuuu", endpoints).distant())
                .containsExactlyInAnyOrder(endpoints[2].address(), endpoints[3].address());
        assertThat(inZone("a", "uduu", endpoints).distant()).hasSize(2);
        assertThat(inZone("a", "dduu", endpoints).distant()).isEmpty();
        assertThat(inZone("c", "uuuu", endpoints).distant()).isEmpty();
        assertThat(inZone("", "uuuu", endpoints).distant()).isEmpty();
        assertThat(inZone("a", "uduu", zoned("a", "a", "a", "b")).distant()).hasSize(1);
        assertThat(inZone("a", "ddu", zoned("a", "a", "a")).distant()).isEmpty();
    }

    private static Endpoint[] zoned(String... zones) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String zone : zones) {
            endpoints.add(new Endpoint(new EndpointAddress("e" + endpoints.size(), 1), 1, zone));
        }
        return endpoints.toArray(Endpoint[]::new);
    }

    private static Selection inZone(String zone, String standings, Endpoint... endpoints) {
        Upstream upstream = upstream(new Failover(Passive.DEFAULT, HALF, Duration.ZERO, true), endpoints);
        return Selection.of(upstream, standings(standings), zone);
    }

    private static Selection selection(Panic panic, String standings) {
        Endpoint[] endpoints = new Endpoint[standings.length()];
        for (int i = 0; i < endpoints.length; i++) {
            endpoints[i] = Samples.endpoint("e" + i + ":1");
        }
        return selection(panic, standings, endpoints);
    }

    private static Selection selection(Panic panic, String standings, Endpoint... endpoints) {
        Upstream upstream = upstream(new Failover(Passive.DEFAULT, panic, Duration.ZERO, false), endpoints);
        return Selection.of(upstream, standings(standings), "");
    }

    private static Upstream upstream(Failover failover, Endpoint... endpoints) {
        return Upstream.plain("shop", List.of(endpoints), "round-robin", CheckSpec.NONE)
                .with(failover);
    }

    private static List<Standing> standings(String letters) {
        return letters.chars().mapToObj(letter -> standing((char) letter)).toList();
    }

    /** Up, down, ejected, avoided, failing or pending; in capitals: and down. */
    private static Standing standing(char letter) {
        return switch (letter) {
            case 'u' -> new Standing(true, true, false, false, false);
            case 'd' -> new Standing(true, false, false, true, false);
            case 'D' -> new Standing(true, false, false, true, true);
            case 'E' -> new Standing(true, false, true, true, false);
            case 'e' -> new Standing(true, true, true, false, false);
            case 'a' -> new Standing(true, true, false, true, false);
            case 'f' -> new Standing(true, true, false, true, true);
            case 'p' -> new Standing(false, false, false, false, false);
            default -> throw new IllegalArgumentException(String.valueOf(letter));
        };
    }
}
