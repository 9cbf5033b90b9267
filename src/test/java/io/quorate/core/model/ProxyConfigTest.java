package io.quorate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.ListenAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProxyConfigTest {
    private static final Endpoint A = Samples.endpoint("a:1");
    private static final Endpoint B = Samples.endpoint("b:1");
    private static final Upstream SHOP = Samples.upstream("shop", A, B);
    private static final Upstream OTHER = Samples.upstream("other", A);

    @Test
    void theHashDoesNotDependOnOrder() {
        Upstream turned = Samples.upstream("shop", B, A);

        assertThat(hash(SHOP, OTHER)).isEqualTo(hash(OTHER, turned)).matches("[0-9a-f]{16}");
    }

    @Test
    void theHashLeavesOutWhatMayDifferByMember() {
        ListenAddress address = ListenAddress.parse("a:0");
        Listener listener = new Listener("web", address, List.of(), Limits.DEFAULT, ListenerTimeouts.DEFAULT, false);
        AdminSettings admin = new AdminSettings(address, "secret");
        ProxyConfig elsewhere = new ProxyConfig(
                List.of(listener),
                List.of(),
                List.of(SHOP, OTHER),
                admin,
                new ClusterSettings("zone", Duration.ofSeconds(2), Duration.ofSeconds(9)));

        assertThat(elsewhere.hash()).isEqualTo(hash(SHOP, OTHER));
    }

    @Test
    void theHashSeesEveryPartOfAnUpstream() {
        CheckSpec tcp = Samples.tcpCheck();
        CheckSpec up = new CheckSpec(tcp.kind(), tcp.port(), tcp.timing(), tcp.thresholds(), tcp.vantages(), true);
        Endpoint heavier = new Endpoint(A.address(), 2, "");
        Endpoint zoned = new Endpoint(A.address(), 1, "z");
        Stream<String> hashes = Stream.of(
                hash(),
                hash(SHOP),
                hash(SHOP, OTHER),
                hash(Samples.upstream("renamed", A, B)),
                hash(Samples.upstream("shop", A)),
                hash(Samples.upstream("shop", Samples.endpoint("a:2"), B)),
                hash(Samples.upstream("shop", heavier, B)),
                hash(Samples.upstream("shop", zoned, B)),
                hash(new Upstream("shop", List.of(A, B), "least-requests", tcp)),
                hash(new Upstream("shop", List.of(A, B), "round-robin", CheckSpec.NONE)),
                hash(new Upstream("shop", List.of(A, B), "round-robin", up)));

        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void noZoneCanPassForAnotherEndpoint() {
        Endpoint plain = new Endpoint(A.address(), 1, "x");
        Endpoint second = new Endpoint(B.address(), 1, "y");
        Endpoint forged =
                new Endpoint(A.address(), 1, "x], " + second.toString().replaceFirst("]$", ""));

        assertThat(hash(Samples.upstream("shop", forged))).isNotEqualTo(hash(Samples.upstream("shop", plain, second)));
    }

    @Test
    void theHashIsTheSameInEveryVersion() {
        assertThat(hash(SHOP, OTHER)).isEqualTo("a7d6ee623a053fa2");
    }

    @Test
    void theTokenIsNeverShown() {
        assertThat(new AdminSettings(ListenAddress.parse("a:1"), "secret"))
                .hasToString("AdminSettings[address=a:1, token=***]");
        assertThat(AdminSettings.DEFAULT).hasToString("AdminSettings[address=127.0.0.1:9090, token=]");
    }

    @Test
    void aProblemIsOneLine() {
        assertThat(new Problem("a.yaml", 7, "routes[0].path", "bad")).hasToString("a.yaml:7: routes[0].path: bad");
        assertThat(new Problem("a.yaml", 0, "", "bad")).hasToString("a.yaml: bad");
    }

    @Test
    void theConfigCannotBeChangedFromOutside() {
        List<Upstream> upstreams = new ArrayList<>(List.of(SHOP));
        ProxyConfig config = config(upstreams);
        upstreams.clear();

        assertThat(config.upstreams()).containsExactly(SHOP);
    }

    private static String hash(Upstream... upstreams) {
        return config(List.of(upstreams)).hash();
    }

    private static ProxyConfig config(List<Upstream> upstreams) {
        return new ProxyConfig(List.of(), List.of(), upstreams, AdminSettings.DEFAULT, ClusterSettings.DEFAULT);
    }
}
