package io.quorate.app.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.discover.Sought;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.passive.Evidence;
import io.quorate.core.routing.Standing;
import io.quorate.core.view.Verdict;
import io.quorate.core.view.VerdictState;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finding;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Several upstreams whose endpoints are found, where the test says what is found. */
class DiscoveriesTest {
    private static final Endpoint LISTED = endpoint("10.0.0.1:80");
    private static final Endpoint A = endpoint("10.0.0.2:80");
    private static final Endpoint B = endpoint("10.0.0.3:80");
    private static final Discovery SHOP = new Discovery.Slices("", "shop", "");
    private static final Discovery OTHER = new Discovery.Slices("", "other", "");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<Discovery, Consumer<Finding>> asked = new HashMap<>();
    private final List<String> changed = new ArrayList<>();
    private final Discoveries discoveries = new Discoveries(
            this::find,
            changed::add,
            new DiscoveryJournal(registry, Clock.fixed(Instant.ofEpochSecond(1_000_000_000), ZoneOffset.UTC)));

    @Test
    void whatIsFoundStandsBesideWhatIsListed() {
        ProxyConfig config = config(upstream("shop", SHOP, LISTED), upstream("other", OTHER));
        discoveries.want(config.upstreams());
        assertThat(discoveries.joined(config)).isEqualTo(config);

        tell(SHOP, new Finding.Found(List.of(A, B)));

        assertThat(discoveries.joined(config).upstreams().get(0).endpoints()).containsExactly(LISTED, A, B);
        assertThat(discoveries.joined(config).upstreams().get(1).endpoints()).isEmpty();
        assertThat(changed).containsExactly("shop");
    }

    @Test
    void oneThatIsListedAndFoundIsAsTheConfigSays() {
        Endpoint heavy = LISTED.weighing(9);
        ProxyConfig config = config(upstream("shop", SHOP, heavy));
        discoveries.want(config.upstreams());
        tell(SHOP, new Finding.Found(List.of(LISTED, A)));
        assertThat(discoveries.joined(config).upstreams().get(0).endpoints()).containsExactly(heavy, A);
    }

    @Test
    void aFailureTakesNothingAway() {
        ProxyConfig config = config(upstream("shop", SHOP));
        discoveries.want(config.upstreams());
        tell(SHOP, new Finding.Found(List.of(A)));
        tell(SHOP, new Finding.Failed("server failure"));
        assertThat(discoveries.joined(config).upstreams().get(0).endpoints()).containsExactly(A);
        assertThat(held().asked().problem()).isEqualTo("server failure");
        assertThat(changed).containsExactly("shop");
    }

    @Test
    void itIsKnownWhetherAllWereAskedForAndAllIsKnown() {
        discoveries.want(
                config(upstream("shop", SHOP), upstream("other", OTHER)).upstreams());
        assertThat(discoveries.areTried()).isFalse();
        tell(SHOP, new Finding.Found(List.of()));
        assertThat(discoveries.areTried()).isFalse();
        tell(OTHER, new Finding.Failed("no answer"));
        assertThat(discoveries.areTried()).isTrue();
        assertThat(discoveries.areKnown()).isFalse();
        tell(OTHER, new Finding.Failed("no such name", true));
        assertThat(discoveries.areKnown()).isTrue();
        assertThat(changed)
                .as("whoever waits for the first answer is told of it")
                .hasSize(3);
    }

    @Test
    void theSameDiscoveryGoesOnOverAChangeOfTheConfig() {
        discoveries.want(config(upstream("shop", SHOP)).upstreams());
        Consumer<Finding> before = asked.get(SHOP);
        discoveries.want(config(upstream("shop", SHOP, LISTED)).upstreams());
        assertThat(asked.get(SHOP)).isSameAs(before);
    }

    @Test
    void anotherDiscoveryKeepsWhatWasFoundUntilItIsAnswered() {
        discoveries.want(config(upstream("shop", SHOP)).upstreams());
        tell(SHOP, new Finding.Found(List.of(A)));
        ProxyConfig next = config(upstream("shop", OTHER));
        discoveries.want(next.upstreams());
        assertThat(asked.keySet()).containsExactly(OTHER);
        assertThat(discoveries.joined(next).upstreams().get(0).endpoints()).containsExactly(A);

        tell(OTHER, new Finding.Found(List.of(B)));

        assertThat(discoveries.joined(next).upstreams().get(0).endpoints()).containsExactly(B, A);
        assertThat(discoveries.relieve(List.of(status(up(A), down(B))), 0)).isFalse();
        assertThat(discoveries.areLeaving()).isTrue();
        assertThat(discoveries.relieve(List.of(status(up(A), up(B))), 0)).isTrue();
        assertThat(discoveries.areLeaving()).isFalse();
        assertThat(discoveries.relieve(List.of(status(up(B))), 0)).isFalse();
        assertThat(discoveries.joined(next).upstreams().get(0).endpoints()).containsExactly(B);
    }

    @Test
    void whatIsGoneFromTheConfigIsLookedForNoMore() {
        discoveries.want(config(upstream("shop", SHOP)).upstreams());
        Consumer<Finding> late = Objects.requireNonNull(asked.get(SHOP));
        tell(SHOP, new Finding.Found(List.of(A)));
        discoveries.want(List.of());
        late.accept(new Finding.Found(List.of(B)));
        assertThat(asked).isEmpty();
        assertThat(discoveries.status()).isEmpty();
        assertThat(discoveries.relieve(List.of(status(up(A))), 0)).isFalse();
        assertThat(series()).isEmpty();
    }

    @Test
    void whatComesOfItIsCounted() {
        discoveries.want(config(upstream("shop", SHOP)).upstreams());
        assertThat(series())
                .as("before there is an answer")
                .containsExactlyInAnyOrder(
                        "quorate_discovery_lookups shop found 0",
                        "quorate_discovery_lookups shop failed 0",
                        "quorate_discovery_endpoints shop 0",
                        "quorate_discovery_last_answer_timestamp_seconds shop 0");

        tell(SHOP, new Finding.Found(List.of(A, B)));
        tell(SHOP, new Finding.Failed("server failure"));
        tell(SHOP, new Finding.Failed("server failure"));

        assertThat(series())
                .containsExactlyInAnyOrder(
                        "quorate_discovery_lookups shop found 1",
                        "quorate_discovery_lookups shop failed 2",
                        "quorate_discovery_endpoints shop 2",
                        "quorate_discovery_last_answer_timestamp_seconds shop 1000000000");
    }

    @Test
    void closedItLooksForNothing() {
        discoveries.want(
                config(upstream("shop", SHOP), upstream("other", OTHER)).upstreams());
        discoveries.close();
        assertThat(asked).isEmpty();
    }

    private Finder find(Discovery wanted, Consumer<Finding> told) {
        asked.put(wanted, told);
        return () -> asked.remove(wanted);
    }

    private void tell(Discovery of, Finding finding) {
        Objects.requireNonNull(asked.get(of)).accept(finding);
    }

    private Sought held() {
        return Objects.requireNonNull(discoveries.status().get("shop"));
    }

    private List<String> series() {
        List<String> series = new ArrayList<>();
        registry.scrape()
                .forEach(metric -> metric.getDataPoints()
                        .forEach(point -> series.add(metric.getMetadata().getName() + " " + told(point))));
        return series;
    }

    /** Labels, and the value without decimals. */
    private static String told(DataPointSnapshot point) {
        List<String> told = new ArrayList<>();
        List.of("upstream", "result").forEach(name -> {
            String label = point.getLabels().get(name);
            if (label != null) {
                told.add(label);
            }
        });
        double value = point instanceof CounterDataPointSnapshot counter
                ? counter.getValue()
                : ((GaugeDataPointSnapshot) point).getValue();
        told.add(String.valueOf((long) value));
        return String.join(" ", told);
    }

    private static UpstreamStatus status(EndpointStatus... endpoints) {
        return new UpstreamStatus("shop", false, List.of(endpoints));
    }

    private static EndpointStatus up(Endpoint endpoint) {
        return status(endpoint, VerdictState.UP);
    }

    private static EndpointStatus down(Endpoint endpoint) {
        return status(endpoint, VerdictState.DOWN);
    }

    private static EndpointStatus status(Endpoint endpoint, VerdictState state) {
        boolean up = state == VerdictState.UP;
        return new EndpointStatus(
                endpoint,
                new Verdict(state, "", 0, false),
                up,
                new Standing(true, up, false, false, false),
                List.of(),
                List.of(),
                Evidence.NONE);
    }

    private static ProxyConfig config(Upstream... upstreams) {
        return new ProxyConfig(
                List.of(), List.of(), List.of(upstreams), AdminSettings.DEFAULT, ClusterSettings.DEFAULT);
    }

    private static Upstream upstream(String name, Discovery discovery, Endpoint... listed) {
        return Upstream.plain(name, List.of(listed), "round-robin", CheckSpec.NONE)
                .found(discovery);
    }

    private static Endpoint endpoint(String address) {
        return new Endpoint(EndpointAddress.parse(address), 1, "");
    }
}
