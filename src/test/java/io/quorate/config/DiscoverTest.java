package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Upstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be said of where endpoints are found. */
class DiscoverTest {
    @TempDir
    private Path directory;

    @Test
    void aNameWithAPort() {
        assertThat(discovery("dns: Shop.Prod.svc, port: 8080"))
                .isEqualTo(new Discovery.Dns("shop.prod.svc", 8080, lookup(Duration.ofSeconds(5))));
        assertThat(discovery("dns: shop, port: 8080, every: 250ms, server: '[::1]:5353'"))
                .isEqualTo(new Discovery.Dns(
                        "shop",
                        8080,
                        new Discovery.Lookup(Duration.ofMillis(250), Optional.of(new EndpointAddress("::1", 5353)))));
    }

    @Test
    void aNameWithServiceRecords() {
        assertThat(discovery("srv: _http._tcp.shop.prod.svc., every: 30s"))
                .isEqualTo(new Discovery.Srv("_http._tcp.shop.prod.svc.", lookup(Duration.ofSeconds(30))));
    }

    @Test
    void aKubernetesService() {
        assertThat(discovery("endpointSlices: shop")).isEqualTo(new Discovery.Slices("", "shop", ""));
        assertThat(discovery("endpointSlices: prod/shop, port: http"))
                .isEqualTo(new Discovery.Slices("prod", "shop", "http"));
        assertThat(discovery("endpointSlices: prod/shop, port: 8080"))
                .isEqualTo(new Discovery.Slices("prod", "shop", "8080"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dns: shop                                 | .dns: shop without port (expected: port, the number of the endpoints' port)
                    dns: shop, port: http                     | .port: http (expected: a port number, which `dns` needs)
                    dns: shop, port: 0                        | .port: 0 (expected: 1 to 65535)
                    dns: shop, port: 70000                    | .port: 70000 (expected: 1 to 65535)
                    dns: 10.0.0.1, port: 80                   | .dns: 10.0.0.1 (expected: a DNS name)
                    dns: 'a b', port: 80                      | .dns: a b (expected: a DNS name)
                    srv: _http._tcp.shop, port: 80            | .port: 'port' has no meaning here (expected: only where dns or endpointSlices is given)
                    endpointSlices: shop, every: 5s           | .every: 'every' has no meaning here (expected: only where dns or srv is given)
                    endpointSlices: shop, server: '10.0.0.1:53'  | .server: 'server' has no meaning here (expected: only where dns or srv is given)
                    dns: shop, port: 80, every: 1ms           | .every: 1ms (expected: a duration from 10ms to 24h such as 250ms, 2s, 1m or 1h)
                    endpointSlices: a/b/c                     | .endpointSlices: a/b/c (expected: the name of a Kubernetes service, or namespace/service)
                    dns: shop, srv: shop, port: 80            | : dns and srv given (expected: exactly one of dns, srv, endpointSlices)
                    every: 5s                                 | : none given (expected: exactly one of dns, srv, endpointSlices)
                    """)
    void badOnesAreRefusedAtTheirPlace(String keys, String problem) {
        assertThat(new ConfigFiles(directory).with("a.yaml", yaml(keys)).lines())
                .anySatisfy(line -> assertThat(line).endsWith("upstreams[0].discover" + problem));
    }

    @Test
    void howToLookUpMayBeADefaultAndGivesNobodyADiscovery() {
        ProxyConfig config = new ConfigFiles(directory)
                .with("a.yaml", yaml("dns: shop, port: 80"))
                .with(
                        "b.yaml",
                        "upstreams: [{ name: b, endpoints: [{ address: 'b:1' }] }, { name: c, discover: { endpointSlices: c } }]")
                .with("c.yaml", "defaults: { discover: { every: 2s, server: '10.0.0.1:53' } }")
                .config();
        Discovery.Lookup lookup =
                new Discovery.Lookup(Duration.ofSeconds(2), Optional.of(new EndpointAddress("10.0.0.1", 53)));
        assertThat(config.upstreams())
                .extracting(Upstream::discovery)
                .containsExactly(
                        new Discovery.Dns("shop", 80, lookup), Discovery.NONE, new Discovery.Slices("", "c", ""));
    }

    @Test
    void endpointsThatAreFoundAreVerifiedByTheNameThatWasLookedUp() {
        assertThat(serverName("discover: { dns: shop.prod., port: 80 }")).isEqualTo("shop.prod");
        assertThat(serverName("discover: { srv: _https._tcp.shop.prod }")).isEqualTo("shop.prod");
        assertThat(serverName("discover: { endpointSlices: prod/shop }")).isEqualTo("shop.prod.svc");
        assertThat(serverName("discover: { dns: a, port: 80 }, endpoints: [{ address: 'b:1' }]"))
                .isEmpty();
    }

    @Test
    void whereTheyAreFoundMakesAnotherGenerationAndHowOftenDoesNot() {
        String hash = hash("dns: shop, port: 80");
        assertThat(hash("dns: shop, port: 80, every: 1s, server: '10.0.0.1:53'"))
                .isEqualTo(hash);
        assertThat(hash("dns: shop, port: 81")).isNotEqualTo(hash);
        assertThat(hash("srv: shop")).isNotEqualTo(hash);
        assertThat(hash("endpointSlices: shop")).isNotEqualTo(hash("endpointSlices: a/shop"));
    }

    private String hash(String keys) {
        return new ConfigFiles(directory).with("a.yaml", yaml(keys)).config().hash();
    }

    private String serverName(String keys) {
        return new ConfigFiles(directory)
                .with("a.yaml", of(keys + ", tls: {}"))
                .config()
                .upstreams()
                .get(0)
                .transport()
                .tls()
                .serverName();
    }

    private Discovery discovery(String keys) {
        Upstream upstream = new ConfigFiles(directory)
                .with("a.yaml", yaml(keys))
                .config()
                .upstreams()
                .get(0);
        assertThat(upstream.endpoints()).isEmpty();
        return upstream.discovery();
    }

    private static String yaml(String keys) {
        return of("discover: {" + keys + "}");
    }

    private static String of(String keys) {
        return """
                listeners: [{ name: web, address: "127.0.0.1:0" }]
                routes: [{ name: all, upstream: app }]
                upstreams: [{ name: app, %s }]
                """.formatted(keys);
    }

    private static Discovery.Lookup lookup(Duration every) {
        return new Discovery.Lookup(every, Optional.empty());
    }
}
