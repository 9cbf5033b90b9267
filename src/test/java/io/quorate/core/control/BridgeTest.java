package io.quorate.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.Bridge;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Upstream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BridgeTest {
    private static final EndpointAddress OLD = EndpointAddress.parse("127.0.0.1:9001");
    private static final EndpointAddress NEW = EndpointAddress.parse("127.0.0.1:9101");
    private static final CheckSpec CHECK = new CheckSpec(
            new CheckKind.Tcp(), 0, CheckSpec.NONE.timing(), CheckSpec.NONE.thresholds(), 3, false, Approach.DEFAULT);

    @Test
    void openListenersKeepTheRoutesOfBefore() {
        ProxyConfig before = config("web", route("all", "shop"), upstream("shop", OLD));
        ProxyConfig after = config("web", route("all", "cart"), upstream("cart", NEW));

        for (ProxyConfig bridge : List.of(Bridge.opening(before, after), Bridge.between(before, after))) {
            assertThat(bridge.routes()).extracting(Route::upstream).containsExactly("shop");
            assertThat(bridge.upstreams()).extracting(Upstream::name).containsExactly("shop", "cart");
        }
    }

    @Test
    void newListenersHaveTheRoutesOfAfterAtOnce() {
        ProxyConfig before = config("web", route("all", "shop"), upstream("shop", OLD));
        ProxyConfig after = config("www", route("all", "cart", "www"), upstream("cart", NEW));

        List<Route> routes = Bridge.opening(before, after).routes();

        assertThat(routes).extracting(Route::upstream).containsExactly("shop", "cart");
        assertThat(routes).extracting(Route::listeners).containsExactly(List.of("web"), List.of("www"));
    }

    @Test
    void openingTakesNothingAway() {
        ProxyConfig before = config("web", route("all", "shop"), upstream("shop", OLD));
        ProxyConfig after = config("web", route("all", "shop"), upstream("shop", NEW));

        assertThat(Bridge.opening(before, after).upstreams()).isEqualTo(before.upstreams());
    }

    @Test
    void betweenHoldsTheEndpointsOfBothWithTheNewSettings() {
        ProxyConfig before = config("web", route("all", "shop"), upstream("shop", OLD));
        Upstream next = Upstream.plain(
                "shop", List.of(new Endpoint(NEW, 1, ""), new Endpoint(OLD, 7, "b")), "least-requests", CHECK);
        ProxyConfig after = config("web", route("all", "shop"), next);

        assertThat(Bridge.between(before, after).upstreams()).containsExactly(next);
    }

    @Test
    void anUpstreamIsNeverWithoutAnEndpointThatWasProbed() {
        Controller controller = new Controller(new MemberId("a-1"), 0);
        ProxyConfig before = config("web", route("all", "shop"), upstream("shop", OLD));
        ProxyConfig after = config("web", route("all", "shop"), upstream("shop", NEW));
        controller.onConfig(before, 1, 0);
        pass(controller, OLD);

        controller.onConfig(Bridge.between(before, after), 1, 2);
        assertThat(routable(controller)).containsExactly(OLD);
        pass(controller, NEW);
        assertThat(routable(controller)).containsExactly(NEW, OLD);
        controller.onConfig(after, 1, 3);
        assertThat(routable(controller)).containsExactly(NEW);
    }

    private static void pass(Controller controller, EndpointAddress address) {
        TargetId target = new TargetId(address, CHECK.fingerprint());
        controller.onObservation(new Observation(target, new Outcome.Pass("connected", 1), 1));
    }

    private static List<EndpointAddress> routable(Controller controller) {
        return controller.take().snapshot().pool("shop").endpoints().stream()
                .map(Endpoint::address)
                .toList();
    }

    private static Upstream upstream(String name, EndpointAddress... addresses) {
        List<Endpoint> endpoints = Arrays.stream(addresses)
                .map(address -> new Endpoint(address, 1, ""))
                .toList();
        return Upstream.plain(name, endpoints, "round-robin", CHECK);
    }

    private static Route route(String name, String upstream, String... listeners) {
        return Route.plain(name, List.of(listeners), RouteMatch.ANY, Forward.to(upstream));
    }

    private static ProxyConfig config(String listener, Route route, Upstream... upstreams) {
        Listener only = Listener.plain(listener, ListenAddress.parse("127.0.0.1:8080"));
        return new ProxyConfig(
                List.of(only), List.of(route), List.of(upstreams), AdminSettings.DEFAULT, ClusterSettings.DEFAULT);
    }
}
