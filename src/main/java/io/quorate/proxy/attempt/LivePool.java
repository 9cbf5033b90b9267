package io.quorate.proxy.attempt;

import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.balance.Picker;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.passive.Trial;
import io.quorate.core.passive.TrialEnd;
import io.quorate.core.routing.Pool;
import io.quorate.proxy.meter.EndpointLoad;
import io.quorate.proxy.meter.Outcomes;
import io.quorate.proxy.meter.UpstreamMeter;
import io.quorate.proxy.wire.Door;
import io.quorate.proxy.wire.Lines;
import java.util.BitSet;
import java.util.List;

/** A pool of the snapshot with what one event loop needs to use it. It belongs to that loop. */
public final class LivePool {
    /** Requests that one connection of HTTP/2 carries at once. */
    private static final int STREAMS = 100;

    private static final long CHOOSY_MILLIS = 1_000;

    private final Pool pool;
    private final Chooser chooser;
    private final UpstreamMeter meter;
    private final Reach reach;
    private final Lines lines;
    private final RetryBudget budget;
    private final EndpointLoad[] loads;
    private final Watch[] watches;
    private final Door[] doors;
    private final String[] addresses;
    private final BitSet failures = new BitSet();
    private long trialsSince;

    public LivePool(Pool pool, Reach reach, UpstreamMeter meter, Lines lines, long seed) {
        List<Endpoint> endpoints = pool.endpoints();
        Connections limits = pool.transport().connections();
        // What auto comes to is not known before; the less is sure to hold for both.
        int streams = pool.transport().protocol() == Protocol.HTTP2 ? STREAMS : 1;
        int most = (int) Math.min(Integer.MAX_VALUE, (long) limits.perEndpoint() * streams);
        this.pool = pool;
        this.meter = meter;
        this.reach = reach;
        this.lines = lines;
        this.budget = reach.watches().budget(pool.upstream());
        this.loads = new EndpointLoad[endpoints.size()];
        this.watches = new Watch[endpoints.size()];
        this.doors = new Door[endpoints.size()];
        this.addresses = new String[endpoints.size()];
        for (int i = 0; i < endpoints.size(); i++) {
            EndpointAddress address = endpoints.get(i).address();
            this.loads[i] = reach.load(pool.upstream(), address);
            this.loads[i].slots().limit(most, limits.pending());
            this.watches[i] = reach.watches().of(pool.upstream(), address);
            this.doors[i] = Door.of(address, pool.transport().tls());
            this.addresses[i] = address.toString();
        }
        pool.health().passive().statuses().forEach(this.failures::set);
        this.chooser = new Chooser(
                pool, pool.picker(place -> this.loads[place].inFlight().sum(), seed));
    }

    /** By identity: a pool is replaced when it changes, and kept when it does not. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isOf(Pool other) {
        return pool == other;
    }

    /** Tells whoever waits for an endpoint that is silent, or has been judged to be down, to look elsewhere. */
    public void look(long now) {
        for (int place = 0; place < watches.length; place++) {
            long silence = watches[place].look(now);
            if (silence > 0) {
                unreachable(place, "L7TOUT: nothing in " + silence + " ms (requests)");
            }
            if (lines.areUpTo(doors[place])) {
                watches[place].connects();
            }
            if (watches[place].looksUnconnectable(now)) {
                unreachable(place, ConnectFault.TIMEOUT);
            }
        }
        for (EndpointAddress failed : pool.health().failed()) {
            reach.watches().of(pool.upstream(), failed).rescue();
        }
    }

    /** Whether this event loop had better not use it for now, whatever the view says. */
    public boolean isSilent(int place, long now) {
        return watches[place].isSilent(now);
    }

    /** Whether there is no reason to fear that it is silent, or is about to be found so. */
    public boolean isLively(int place, long now) {
        return !watches[place].isSilent(now) && !watches[place].isQuiet(now);
    }

    /** Whether its endpoints are used although too few are held to be healthy. */
    public boolean isInPanic() {
        return pool.health().panic();
    }

    /** How many requests may be sent once more. */
    public RetryBudget budget() {
        return budget;
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

    Door door(int place) {
        return doors[place];
    }

    public Lines lines() {
        return lines;
    }

    public String address(int place) {
        return addresses[place];
    }

    Watch watch(int place) {
        return watches[place];
    }

    EndpointLoad load(int place) {
        return loads[place];
    }

    void unreachable(int place, String reason) {
        reach.witness().unreachable(pool.endpoints().get(place).address(), reason);
    }

    /**
     * The place of an endpoint to which this request is to be sent to see whether it works, or {@link Picker#NONE}. For a
     * moment that is left to requests that can be sent elsewhere if it does not.
     *
     * @param idempotent whether this is one
     */
    public int trial(boolean idempotent, long now) {
        if (pool.health().trials().isEmpty()) {
            return Picker.NONE;
        }
        trialsSince = trialsSince == 0 ? now : trialsSince;
        for (int place = 0; place < loads.length; place++) {
            long number = trialNumber(place);
            boolean may = idempotent || now - trialsSince >= CHOOSY_MILLIS;
            if (number != 0 && may && loads[place].outcomes().claims(number)) {
                return place;
            }
        }
        return Picker.NONE;
    }

    /** A try is over that was no trial. */
    void ended(int place, boolean failed, long tookMillis, String reason) {
        Passive rule = pool.health().passive();
        if (rule.isOff()) {
            return;
        }
        Outcomes outcomes = loads[place].outcomes();
        if (!failed) {
            outcomes.answered(tookMillis);
            return;
        }
        int inARow = outcomes.failed(tookMillis);
        if (rule.consecutive() > 0 && inARow % rule.consecutive() == 0) {
            EndpointAddress address = pool.endpoints().get(place).address();
            reach.witness().failing(pool.upstream(), address, inARow + " failures in a row, the last: " + reason);
        }
    }

    /** The trial is over. */
    void tried(int place, TrialEnd end, String reason) {
        EndpointAddress address = pool.endpoints().get(place).address();
        reach.witness().tried(new Trial(pool.upstream(), address, trialNumber(place)), end, reason);
    }

    /** Whether a response with that status is a failure of the endpoint. */
    boolean isFailure(int status) {
        return failures.get(status);
    }

    private long trialNumber(int place) {
        return pool.health().trials().getOrDefault(pool.endpoints().get(place).address(), 0L);
    }
}
