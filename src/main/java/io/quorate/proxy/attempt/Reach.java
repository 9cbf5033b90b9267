package io.quorate.proxy.attempt;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.proxy.meter.EndpointLoads;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** What one event loop knows of endpoints, whichever upstream they are in. It belongs to that loop. */
public final class Reach {
    private final EndpointLoads loads;
    private final BiConsumer<EndpointAddress, String> unreachable;
    private final int most;
    private final Map<EndpointAddress, Held> held = new HashMap<>();

    /** Connections of the pool of one endpoint that requests hold. */
    static final class Held {
        private int count;

        void more() {
            count++;
        }

        void fewer() {
            count--;
        }
    }

    /**
     * Nothing is held yet.
     *
     * @param unreachable told of endpoints that a request could not connect to, and why
     * @param most connections that the pool of an endpoint has
     */
    public Reach(EndpointLoads loads, BiConsumer<EndpointAddress, String> unreachable, int most) {
        this.loads = loads;
        this.unreachable = unreachable;
        this.most = most;
    }

    /** Forgets endpoints that are none of these and hold nothing. */
    public void keepOnly(Set<EndpointAddress> endpoints) {
        held.entrySet().removeIf(entry -> entry.getValue().count == 0 && !endpoints.contains(entry.getKey()));
    }

    LongAdder load(String upstream, EndpointAddress endpoint) {
        return loads.counter(upstream, endpoint);
    }

    Held held(EndpointAddress endpoint) {
        return held.computeIfAbsent(endpoint, address -> new Held());
    }

    /** Whether a request waits because others hold all connections, and not because none comes about. */
    boolean isExhausted(Held connections) {
        return connections.count >= most;
    }

    void tell(EndpointAddress endpoint, String reason) {
        unreachable.accept(endpoint, reason);
    }
}
