package io.quorate.proxy.attempt;

import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import io.quorate.proxy.meter.UpstreamMeter;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A pool of the snapshot with what one event loop needs to use it. It belongs to that loop. */
public final class LivePool {
    private final Pool pool;
    private final Chooser chooser;
    private final UpstreamMeter meter;
    private final Reach reach;
    private final Reach.Held[] held;
    private final LongAdder[] loads;
    private final SocketAddress[] servers;
    private final String[] addresses;

    public LivePool(Pool pool, Reach reach, UpstreamMeter meter, long seed) {
        List<Endpoint> endpoints = pool.endpoints();
        this.pool = pool;
        this.meter = meter;
        this.reach = reach;
        this.held = new Reach.Held[endpoints.size()];
        this.loads = new LongAdder[endpoints.size()];
        this.servers = new SocketAddress[endpoints.size()];
        this.addresses = new String[endpoints.size()];
        for (int i = 0; i < endpoints.size(); i++) {
            EndpointAddress address = endpoints.get(i).address();
            this.loads[i] = reach.load(pool.upstream(), address);
            this.held[i] = reach.held(address);
            this.servers[i] = SocketAddress.inetSocketAddress(address.port(), address.host());
            this.addresses[i] = address.toString();
        }
        this.chooser = new Chooser(pool, pool.picker(place -> this.loads[place].sum(), seed));
    }

    /** By identity: a pool is replaced when it changes, and kept when it does not. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isOf(Pool other) {
        return pool == other;
    }

    public UpstreamMeter meter() {
        return meter;
    }

    /**
     * Which endpoints a request is to try.
     *
     * @param clientAddress without a port
     * @param path without the query
     */
    public Choice choice(HttpHeaders fields, String clientAddress, String path) {
        return chooser.choice(fields, clientAddress, path);
    }

    public SocketAddress server(int place) {
        return servers[place];
    }

    public String address(int place) {
        return addresses[place];
    }

    public LongAdder load(int place) {
        return loads[place];
    }

    Reach.Held held(int place) {
        return held[place];
    }

    boolean isExhausted(int place) {
        return reach.isExhausted(held[place]);
    }

    void unreachable(int place, String reason) {
        reach.tell(pool.endpoints().get(place).address(), reason);
    }
}
