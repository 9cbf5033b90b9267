package io.quorate.proxy.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.embedded.EmbeddedChannel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.meter.EndpointLoads;
import io.quorate.proxy.meter.ProxyMetrics;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.Door;
import io.quorate.proxy.wire.Lines;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a connect that goes on when the request for which it was begun has another connection. */
class OutrunTest {
    private static final String LATE = "L4TOUT: no connection in time (a request)";

    private final EndpointLoads loads = new EndpointLoads();
    private final List<String> told = new ArrayList<>();
    private final Begun lines = new Begun();
    private final LivePool pool = new LivePool(
            Pool.of("shop", List.of(new Endpoint(new EndpointAddress("127.0.0.1", 1), 1, "")), "round-robin"),
            new Reach(loads, new Watches(), new Unheard() {
                @Override
                public void unreachable(EndpointAddress address, String reason) {
                    told.add(reason);
                }
            }),
            new ProxyMetrics(new PrometheusRegistry(), loads).upstream("shop"),
            lines,
            1);

    @Test
    void isToldIfItDoesNotComeInTime() {
        outrun(1);
        assertThat(told).isEmpty();
        lines.last().failed(new ConnectTimeoutException("late"));
        assertThat(told).containsExactly(LATE);
    }

    @Test
    void isToldIfItIsRefused() {
        outrun(1);
        lines.last().failed(new IOException("Connection refused"));
        assertThat(told).containsExactly("L4CON: connection refused (a request)");
    }

    /** As epoll's connect fails then: without a word. */
    @Test
    void isToldIfTheNetworkIsUnreachable() {
        outrun(1);
        Throwable cause = new NoRouteToHostException("null: /10.0.0.1:80").initCause(new NoRouteToHostException());
        lines.last().failed(cause);
        assertThat(told).containsExactly("L4CON: network is unreachable (a request)");
    }

    @Test
    void saysNothingOfAnEndpointForAClientThatLeft() {
        connecting().end(AttemptResult.CLIENT, false);
        lines.last().failed(new ConnectTimeoutException("late"));
        assertThat(told).isEmpty();
    }

    @Test
    void isToldEarlierIfItIsOneOfSeveral() {
        pool.look(0);
        outrun(Watch.LEAST_OUTRUN);
        pool.look(Watch.LEAST_OUTRUN_MILLIS - 1);
        assertThat(told).isEmpty();
        pool.look(Watch.LEAST_OUTRUN_MILLIS);
        assertThat(told).containsExactly(LATE);
    }

    /** As with HTTP/2, where the connection is not a request's. */
    @Test
    void saysNothingOfAnEndpointWhoseConnectionCame() {
        pool.look(0);
        outrun(Watch.LEAST_OUTRUN);
        lines.up = true;
        pool.look(Watch.LEAST_OUTRUN_MILLIS);
        lines.up = false;
        pool.look(10_000);
        assertThat(told).isEmpty();
    }

    @Test
    void saysNothingOfAnEndpointOneOfWhoseConnectionsCame() {
        List<String> calls = new ArrayList<>();
        pool.look(0);
        outrun(Watch.LEAST_OUTRUN);
        lines.last().opened(recording(calls));
        pool.look(Watch.LEAST_OUTRUN_MILLIS);
        assertThat(told).isEmpty();
        assertThat(calls).containsExactly("release");
    }

    @Test
    void saysNothingOfAnEndpointWhoseConnectionsAreAllTaken() {
        lines.up = true;
        pool.look(0);
        outrun(Watch.LEAST_OUTRUN);
        pool.look(Watch.LEAST_OUTRUN_MILLIS);
        lines.last().failed(new ConnectTimeoutException("late"));
        assertThat(told).isEmpty();
    }

    private void outrun(int times) {
        for (int i = 0; i < times; i++) {
            connecting().end(AttemptResult.SUPERSEDED, false);
        }
    }

    private Attempt connecting() {
        Attempt attempt = new Attempt(new Attempt.Place(pool, 0, new EmbeddedChannel().eventLoop()), new Unconnected());
        attempt.connect(lines, 1_000);
        return attempt;
    }

    private static Call recording(List<String> calls) {
        return (Call) Proxy.newProxyInstance(
                Call.class.getClassLoader(), new Class<?>[] {Call.class}, (call, method, arguments) -> {
                    calls.add(method.getName());
                    return null;
                });
    }

    /** Lines on which connects have begun, and nothing more. */
    private static final class Begun implements Lines {
        private final List<Opening> openings = new ArrayList<>();
        private boolean up;

        @Override
        public void open(Door door, long timeoutMillis, Opening opening) {
            openings.add(opening);
        }

        Opening last() {
            return openings.get(openings.size() - 1);
        }

        @Override
        public boolean areUpTo(Door door) {
            return up;
        }

        @Override
        public Optional<Lines> switchable() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
