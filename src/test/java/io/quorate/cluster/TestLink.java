package io.quorate.cluster;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pulse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A link on an event loop of its own, with what it heard. */
final class TestLink implements ClusterLink.Listener {
    final MemberId id;
    final ClusterOptions options;
    final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    final AtomicBoolean onItsLoop = new AtomicBoolean(true);
    volatile Set<MemberId> peers = Set.of();

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Context context;
    private final HazelcastLink link;

    TestLink(Vertx vertx, String id, ClusterOptions options) throws Exception {
        this.id = new MemberId(id);
        this.options = options;
        context = vertx.getOrCreateContext();
        link = onLoop(
                () -> Future.succeededFuture(new HazelcastLink(vertx, options, this.id, new ClusterMetrics(registry))));
    }

    /** Does not wait until it has started. */
    void begin() {
        context.runOnContext(go -> link.start(this));
    }

    TestLink start() throws Exception {
        onLoop(() -> link.start(this));
        return this;
    }

    void publish(Message message) {
        context.runOnContext(go -> link.publish(message));
    }

    void send(MemberId to, Message message) {
        context.runOnContext(go -> link.send(to, message));
    }

    void close() throws Exception {
        onLoop(link::close);
    }

    Pulse pulse(long version) {
        MemberCard card = new MemberCard(id.value(), "", options.address(), "", MemberState.READY);
        return new Pulse(id, card, version, version, 0, 0, 0, 0, false);
    }

    double count(String kind) {
        return registry.scrape("quorate_cluster_reports"::equals).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .filter(point -> kind.equals(point.getLabels().get("kind")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    double registrations() {
        return registry.scrape("quorate_cluster_registrations"::equals).stream()
                .map(CounterSnapshot.class::cast)
                .mapToDouble(snapshot -> snapshot.getDataPoints().get(0).getValue())
                .sum();
    }

    HazelcastInstance hazelcast() {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(one ->
                        id.value().equals(one.getCluster().getLocalMember().getAttribute(ClusterFile.ID_ATTRIBUTE)))
                .findAny()
                .orElseThrow();
    }

    @Override
    public void heard(Message message) {
        note();
        heard.add(message);
    }

    @Override
    public void peers(Set<MemberId> now) {
        note();
        peers = now;
    }

    private void note() {
        if (Vertx.currentContext() != context) {
            onItsLoop.set(false);
        }
    }

    private <T> T onLoop(Supplier<Future<T>> task) throws Exception {
        Promise<T> done = Promise.promise();
        context.runOnContext(go -> task.get().onComplete(done));
        return done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
