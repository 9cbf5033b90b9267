package io.quorate.proxy;

import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.routing.Snapshot;
import io.quorate.proxy.attempt.Witness;
import io.quorate.proxy.listen.AcceptSockets;
import io.quorate.proxy.listen.ListenerGate;
import io.quorate.proxy.log.AccessLog;
import io.quorate.proxy.meter.EndpointLoads;
import io.quorate.proxy.meter.ProxyMetrics;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.impl.ServerID;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All event loops that forward, and the listeners that they share. Listeners are applied as a difference; one apply
 * waits for the one before.
 */
public final class ProxyFleet {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyFleet.class);

    private final AcceptSockets sockets;
    private final Context context;
    private final ProxyMetrics metrics;
    private final List<ProxyVerticle> verticles;
    private final Map<String, ListenerGate> gates = new ConcurrentHashMap<>();
    private Future<?> lastChange = Future.succeededFuture();
    private boolean draining;

    private ProxyFleet(Vertx vertx, ProxyMetrics metrics, List<ProxyVerticle> verticles) {
        this.sockets = new AcceptSockets(vertx);
        this.context = vertx.getOrCreateContext();
        this.metrics = metrics;
        this.verticles = List.copyOf(verticles);
    }

    /**
     * What all event loops share.
     *
     * @param snapshots asked once by each request, so it must answer at once
     * @param witness told what requests see of endpoints
     */
    public record Wiring(
            Supplier<Snapshot> snapshots, EndpointLoads loads, ProxyMetrics metrics, Witness witness, AccessLog log) {}

    /** Starts to forward on that many event loops, without a listener yet. */
    public static Future<ProxyFleet> deploy(Vertx vertx, int instances, Wiring wiring) {
        List<ProxyVerticle> verticles = new ArrayList<>();
        Supplier<ProxyVerticle> each = () -> {
            ProxyVerticle verticle = new ProxyVerticle(wiring);
            verticles.add(verticle);
            return verticle;
        };
        return vertx.deployVerticle(each, new DeploymentOptions().setInstances(instances))
                .map(id -> new ProxyFleet(vertx, wiring.metrics(), verticles));
    }

    /**
     * Makes exactly these listeners true. What stays keeps its socket and its connections, and has its new settings from
     * the next connection or request on. New ones are bound before others are closed.
     *
     * @param bound after which connections of those that are gone are closed by force
     * @return fails with a {@link ListenerBindException}, and nothing has changed, if one cannot be bound, and with a
     *     {@link DrainingException} after a drain; done when all sockets are as they should be, while connections of
     *     those that are gone may still finish
     */
    public Future<Void> apply(List<Listener> listeners, Duration bound) {
        List<Listener> wanted = List.copyOf(listeners);
        return enqueue(() -> draining ? Future.failedFuture(new DrainingException()) : change(wanted, bound));
    }

    /**
     * Stops to accept, for good; from now on connections are closed after their answer, idle ones after a moment.
     *
     * @return done when all connections are closed, by force after that time: so many requests were cut
     */
    public Future<Integer> drain(Duration bound) {
        return enqueue(() -> {
            draining = true;
            List<ListenerGate> all = List.copyOf(gates.values());
            gates.clear();
            return sum(all.stream().map(gate -> close(gate, bound)).toList());
        });
    }

    /** The event loops that forward, to see whether they turn. */
    public List<Context> contexts() {
        return verticles.stream().map(ProxyVerticle::eventLoop).toList();
    }

    /** How many timeouts are armed on all loops, to see whether something is still waited for. */
    Future<Integer> armed() {
        List<Future<Integer>> each =
                verticles.stream().map(ProxyVerticle::armed).toList();
        return Future.all(each)
                .map(all -> each.stream().mapToInt(Future::result).sum());
    }

    /** Where a listener listens, with the port that was picked if any was good. */
    public Optional<ListenAddress> address(String listener) {
        return Optional.ofNullable(gates.get(listener)).map(ListenerGate::address);
    }

    private Future<Void> change(List<Listener> wanted, Duration bound) {
        Map<String, ListenerGate> next = new LinkedHashMap<>();
        List<ListenerGate> added = new ArrayList<>();
        for (Listener listener : wanted) {
            ListenerGate gate = gates.get(listener.name());
            if (gate == null || !gate.listener().address().equals(listener.address())) {
                gate = new ListenerGate(listener, metrics.listener(listener.name()));
                added.add(gate);
            }
            next.put(listener.name(), gate);
        }
        return bindAll(added).compose(all -> replace(next, wanted, bound));
    }

    private Future<Void> replace(Map<String, ListenerGate> next, List<Listener> wanted, Duration bound) {
        wanted.forEach(listener -> gate(next, listener.name()).update(listener));
        List<ListenerGate> gone = new ArrayList<>(gates.values());
        gone.removeAll(next.values());
        gates.keySet().retainAll(next.keySet());
        gates.putAll(next);
        List<Future<Void>> unbound = new ArrayList<>();
        for (ListenerGate gate : gone) {
            LOG.info(
                    "event=listener_gone listener={} address={}",
                    gate.listener().name(),
                    gate.address());
            // Where it was only renamed, requests on the connections that it still has are of the new name.
            wanted.stream()
                    .filter(listener -> gate(next, listener.name()).socket().equals(gate.socket()))
                    .findFirst()
                    .ifPresent(gate::update);
            String name = gate.listener().name();
            close(gate, bound)
                    .onSuccess(cut -> LOG.info("event=listener_drained listener={} cut={}", name, cut))
                    .onFailure(cause -> LOG.warn("event=drain_failed listener={}", name, cause));
            unbound.add(unbound(gate, next));
        }
        return Future.join(unbound).mapEmpty();
    }

    /** One after the other, so that the first failure leaves the least to take back. */
    private Future<Void> bindAll(List<ListenerGate> added) {
        Future<Void> all = Future.succeededFuture();
        for (ListenerGate gate : added) {
            all = all.compose(before -> bind(gate));
        }
        return all.recover(
                cause -> Future.join(added.stream().map(this::takeBack).toList())
                        .transform(closed -> Future.failedFuture(cause)));
    }

    private Future<Void> takeBack(ListenerGate gate) {
        return close(gate, Duration.ZERO).compose(closed -> unbound(gate, gates));
    }

    private Future<Void> bind(ListenerGate gate) {
        String name = gate.listener().name();
        if (sockets.isBound(gate.socket()) && !isOfOneOf(gates, gate.socket())) {
            Exception taken = new BindException("already used by another server of this process");
            return Future.failedFuture(new ListenerBindException(name, taken));
        }
        Future<Void> all = Future.succeededFuture();
        for (ProxyVerticle verticle : verticles) {
            all = all.compose(before -> verticle.open(gate));
        }
        return all.onSuccess(done -> LOG.info("event=listening listener={} address={}", name, gate.address()))
                .recover(cause -> Future.failedFuture(new ListenerBindException(name, cause)));
    }

    private Future<Integer> close(ListenerGate gate, Duration bound) {
        gate.drain(bound);
        return sum(
                verticles.stream().map(verticle -> verticle.close(gate, bound)).toList());
    }

    private static Future<Integer> sum(List<Future<Integer>> each) {
        return Future.join(each)
                .map(all -> each.stream().mapToInt(Future::result).sum());
    }

    /** A listener that comes back would join a dying socket. */
    private Future<Void> unbound(ListenerGate gate, Map<String, ListenerGate> staying) {
        return isOfOneOf(staying, gate.socket()) ? Future.succeededFuture() : sockets.unbound(gate.socket());
    }

    private static boolean isOfOneOf(Map<String, ListenerGate> gates, ServerID socket) {
        return gates.values().stream().anyMatch(gate -> gate.socket().equals(socket));
    }

    private static ListenerGate gate(Map<String, ListenerGate> gates, String name) {
        ListenerGate gate = gates.get(name);
        if (gate == null) {
            throw new IllegalStateException("listener: " + name + " (expected: one of " + gates.keySet() + ")");
        }
        return gate;
    }

    private <T> Future<T> enqueue(Supplier<Future<T>> change) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(ignored -> {
            Future<T> next = lastChange.transform(before -> change.get());
            lastChange = next;
            next.onComplete(promise);
        });
        return promise.future();
    }
}
