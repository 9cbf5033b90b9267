package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Redirect;
import io.quorate.core.model.route.Rewrite;
import io.quorate.core.model.text.Template;
import io.quorate.core.model.upstream.Balance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultsTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsGivenComesBeforeTheKindsSectionAndThatBeforeTheKeyAlone() {
        ProxyConfig config = with("defaults: { balance: round-robin, upstream: { balance: least-requests } }");
        assertThat(config.upstreams().get(0).balance().policy()).isEqualTo("least-requests");
        assertThat(with("defaults: { balance: round-robin }")
                        .upstreams()
                        .get(0)
                        .balance()
                        .policy())
                .isEqualTo("round-robin");
    }

    @Test
    void timeoutsGoToTheKindThatHasThem() {
        ProxyConfig config = with("defaults: { timeouts: { head: 3s, connect: 4s, idle: 5s } }");
        assertThat(config.listeners().get(0).timeouts().head()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.listeners().get(0).timeouts().idle()).isEqualTo(Duration.ofSeconds(5));
        Forward forward = (Forward) config.routes().get(0).action();
        assertThat(forward.timeouts().connect()).isEqualTo(Duration.ofSeconds(4));
        assertThat(forward.timeouts().idle()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aRouteThatForwardsNothingIsSparedTheDefaultsOfThoseThatDo() {
        String text = ConfigFiles.LEAST.replace(
                "routes: [", "routes: [{ name: x, path: /x, redirect: { location: /y } }, { name: y, path: /y },");
        ProxyConfig config =
                new ConfigFiles(directory).with("a.yaml", text + """
                        defaults:
                          host: endpoint
                          rewrite: { strip: /y }
                          route: { upstream: app, requestHeaders: { set: { x-a: "1" } } }
                          timeouts: { total: 9s }
                        """).config();
        assertThat(config.routes().get(0).action()).isEqualTo(new Redirect(Template.parse("/y"), 302));
        assertThat(config.routes().get(0).requestHeaders()).isEqualTo(HeaderRules.NONE);
        Forward forward = (Forward) config.routes().get(1).action();
        assertThat(forward.rewrite()).isEqualTo(new Rewrite("/y", ""));
        assertThat(forward.timeouts().total()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aDefaultThatIsWrongIsRefusedEvenWhereNoRouteTakesIt() {
        String text = ConfigFiles.LEAST.replace("upstream: app", "respond: { status: 200 }");
        assertThat(new ConfigFiles(directory)
                        .with("a.yaml", text + "defaults: { host: 'a b' }")
                        .lines())
                .containsExactly("a.yaml:4: defaults.host: a b (expected: preserve, endpoint, or a host name)");
    }

    @Test
    void aSectionIsFilledKeyByKey() {
        String text = ConfigFiles.LEAST.replace("listeners: [{", "listeners: [{ limits: { body: 1 },");
        ProxyConfig config = new ConfigFiles(directory)
                .with("a.yaml", text + "defaults: { listener: { limits: { body: 2, connections: 3 } } }")
                .config();
        assertThat(config.listeners().get(0).limits().body()).isEqualTo(1);
        assertThat(config.listeners().get(0).limits().connections()).isEqualTo(3);
    }

    @Test
    void anUpstreamWithoutACheckGetsOneOnlyIfItsTypeIsNamed() {
        assertThat(check("defaults: { interval: 5s }").isNone()).isTrue();
        assertThat(check("defaults: { check: { type: tcp }, interval: 5s }"))
                .extracting(each -> each.kind().type() + each.timing().interval())
                .isEqualTo("tcpPT5S");
        assertThat(check("defaults: { type: tcp }").isNone()).isFalse();
        assertThat(check("defaults: { upstream: { check: { type: tcp } } }").isNone())
                .isFalse();
    }

    @Test
    void aDefaultThatMeansNothingToTheTypeOfACheckIsLeftOut() {
        String text = ConfigFiles.LEAST.replace("upstreams: [{", "upstreams: [{ check: { type: tcp },")
                + "defaults: { check: { type: http, path: /health } }";
        CheckSpec check = new ConfigFiles(directory)
                .with("a.yaml", text)
                .config()
                .upstreams()
                .get(0)
                .check();
        assertThat(check.kind()).isEqualTo(new CheckKind.Tcp());
    }

    @Test
    void theClustersVantagesAreTheChecksUnlessSaid() {
        assertThat(check("cluster: { vantages: 5 }\ndefaults: { type: tcp }").vantages())
                .isEqualTo(5);
        assertThat(check("cluster: { vantages: 5 }\ndefaults: { type: tcp, vantages: 2 }")
                        .vantages())
                .isEqualTo(2);
    }

    @Test
    void aRouteTakesItsDefaults() {
        ProxyConfig config = with("defaults: { route: { path: /x, headers: { a: b } }, methods: [GET] }");
        assertThat(config.routes().get(0).match().path()).isEqualTo("/x");
        assertThat(config.routes().get(0).match().methods()).isEqualTo(Set.of("GET"));
    }

    @Test
    void aBadDefaultIsOneProblemHoweverOftenItApplies() {
        ConfigFiles files = new ConfigFiles(directory)
                .with(
                        "a.yaml",
                        ConfigFiles.LEAST.replace(
                                "upstreams: [", "upstreams: [{name: b, endpoints: [{address: 'b:1'}]},"))
                .with(
                        "b.yaml",
                        "defaults:\n  balance: best\n  name: x\n  headers: {}\n  tls: {}\n  discover: {dns: a/b}\n  intervall: 1s\n");
        assertThat(files.lines())
                .containsExactly(
                        "b.yaml:2: defaults.balance: best"
                                + " (expected: one of least-requests, round-robin, two-choices, random, ring)",
                        "b.yaml:3: defaults.name: a name cannot have a default (expected: one for each)",
                        "b.yaml:4: defaults.headers: 'headers' is a key of several kinds (expected: it under one of route, check)",
                        "b.yaml:5: defaults.tls: 'tls' is a key of several kinds (expected: it under one of listener, upstream)",
                        "b.yaml:6: defaults.discover.dns: a/b (expected: a DNS name)",
                        "b.yaml:7: defaults.intervall: unknown key 'intervall' (did you mean 'interval'?)");
    }

    @Test
    void aDefaultIsCheckedEvenIfItAppliesToNothing() {
        ConfigFiles files = new ConfigFiles(directory).with("a.yaml", ConfigFiles.LEAST + "defaults: { fall: 0 }");
        assertThat(files.lines())
                .containsExactly("a.yaml:4: defaults.fall: 0 (expected: a whole number from 1 to 1000)");
    }

    @Test
    void whatARingGoesByMayBeADefaultAndIsLeftOutElsewhere() {
        assertThat(with("defaults: { by: path, balance: ring }")
                        .upstreams()
                        .get(0)
                        .balance())
                .isEqualTo(new Balance("ring", new Balance.By(Balance.Source.PATH, ""), ""));
        assertThat(with("defaults: { by: path }").upstreams().get(0).balance()).isEqualTo(Balance.of("least-requests"));
    }

    private CheckSpec check(String more) {
        return with(more).upstreams().get(0).check();
    }

    private ProxyConfig with(String more) {
        return new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST + more + "\n")
                .config();
    }
}
