package io.quorate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Upstream;
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
        Listener listener = Listener.plain("web", address);
        AdminSettings admin = new AdminSettings(address, "secret");
        ProxyConfig elsewhere = new ProxyConfig(
                List.of(listener),
                List.of(),
                List.of(SHOP, OTHER),
                admin,
                new ClusterSettings("zone", Duration.ofSeconds(2), Duration.ofSeconds(9)),
                new AccessLogSettings(AccessLogSettings.Format.TEXT, "-", 1),
                new DrainSettings(Duration.ZERO, Duration.ofMinutes(1)));

        assertThat(elsewhere.hash()).isEqualTo(hash(SHOP, OTHER));
    }

    @Test
    void theHashSeesEveryPartOfAnUpstream() {
        CheckSpec tcp = Samples.tcpCheck();
        CheckSpec up = new CheckSpec(
                tcp.kind(), tcp.port(), tcp.timing(), tcp.thresholds(), tcp.vantages(), true, Approach.DEFAULT);
        Endpoint heavier = new Endpoint(A.address(), 2, "");
        Endpoint zoned = new Endpoint(A.address(), 1, "z");
        Balance sticky = new Balance("round-robin", Balance.By.NOTHING, "ID");
        Balance byPath = new Balance("round-robin", Balance.By.parse("path"), "");
        Transport http2 = new Transport(Protocol.HTTP2, EndpointTls.NONE, Connections.DEFAULT);
        Stream<String> hashes = Stream.of(
                hash(),
                hash(SHOP),
                hash(SHOP, OTHER),
                hash(Samples.upstream("renamed", A, B)),
                hash(Samples.upstream("shop", A)),
                hash(Samples.upstream("shop", Samples.endpoint("a:2"), B)),
                hash(Samples.upstream("shop", heavier, B)),
                hash(Samples.upstream("shop", zoned, B)),
                hash(Samples.upstream("shop", new Endpoint(A.address(), 1, "", true), B)),
                hash(new Upstream("shop", List.of(A, B), sticky, Transport.DEFAULT, tcp)),
                hash(new Upstream("shop", List.of(A, B), byPath, Transport.DEFAULT, tcp)),
                hash(new Upstream("shop", List.of(A, B), Balance.of("round-robin"), http2, tcp)),
                hash(SHOP.with(Failover.DEFAULT)),
                hash(Upstream.plain("shop", List.of(A, B), "least-requests", tcp)),
                hash(Upstream.plain("shop", List.of(A, B), "round-robin", CheckSpec.NONE)),
                hash(Upstream.plain("shop", List.of(A, B), "round-robin", up)));

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
        assertThat(hash(SHOP.with(Failover.DEFAULT), OTHER.with(Failover.DEFAULT)))
                .isEqualTo("a7d6ee623a053fa2");
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
