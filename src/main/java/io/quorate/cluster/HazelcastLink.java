package io.quorate.cluster;

import io.quorate.core.model.MemberId;
import io.quorate.core.view.Message;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link over Hazelcast and the event bus. While there is no cluster to be in, whatever the reason, the member is alone
 * and this tries again, after 1 s at first and every 10 s at last.
 */
public final class HazelcastLink implements ClusterLink {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastLink.class);
    private static final long START_MILLIS = 15_000;
    private static final long TICK_MILLIS = 1000;
    private static final long FIRST_PAUSE_MILLIS = 1000;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final long CLOSE_SECONDS = 7;

    private final Vertx vertx;
    private final Context context;
    private final ClusterMetrics metrics;
    private final Wiring wiring;
    private final Watchdog watchdog = new Watchdog();
    private final Promise<Void> started = Promise.promise();
    private @Nullable Listener listener;
    private @Nullable Session session;
    private Future<Session> opening = Future.failedFuture("not started");
    /** Counts stays and tries: what comes late from an earlier one is not heard. */
    private int stay;

    private long pause = FIRST_PAUSE_MILLIS;
    private String aloneFor = "";
    private long ticks = -1;
    private boolean closed;

    /** To be made, started and used on one event loop of the Vert.x. */
    public HazelcastLink(Vertx vertx, ClusterOptions options, MemberId self, ClusterMetrics metrics) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.metrics = metrics;
        this.wiring = new Wiring(options, self, metrics);
    }

    @Override
    public Future<Void> start(Listener told) {
        listener = told;
        long patience = vertx.setTimer(START_MILLIS, late -> alone("joining takes long"));
        here(Aside.run("check", this::checkFiles))
                .onSuccess(usable -> {
                    ticks = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
                    join();
                })
                .onFailure(started::tryFail);
        return started.future().onComplete(known -> vertx.cancelTimer(patience));
    }

    @Override
    public void publish(Message message) {
        if (session != null && !session.membership().peers().isEmpty()) {
            session.bus().publish(message);
        }
    }

    @Override
    public void send(MemberId to, Message message) {
        if (session != null) {
            session.bus().send(to, message);
        }
    }

    @Override
    public String address() {
        return wiring.options().address();
    }

    @Override
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(ticks);
        Session last = session;
        session = null;
        Future<Void> left = last != null ? last.close() : opening.transform(this::abandoned);
        return here(left.timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty());
    }

    /** What is wrong with them will not get better. Blocks. */
    private void checkFiles() {
        ClusterFile.read(wiring.options(), wiring.self());
        wiring.options().tls().check(vertx);
    }

    private Future<Void> abandoned(AsyncResult<Session> opened) {
        return opened.succeeded() ? opened.result().close() : Future.succeededFuture();
    }

    private void join() {
        if (closed) {
            return;
        }
        int current = ++stay;
        opening = here(Session.open(wiring, eventsOf(current), message -> run(current, () -> heard(message))));
        opening.onSuccess(this::joined).onFailure(failure -> {
            alone(reasonOf(failure));
            joinLater();
        });
    }

    private Membership.Events eventsOf(int current) {
        return new Membership.Events() {
            @Override
            public void peersChanged() {
                run(current, HazelcastLink.this::tellPeers);
            }

            @Override
            public void lost(String reason) {
                run(current, () -> HazelcastLink.this.lost(reason));
            }
        };
    }

    private void joined(Session opened) {
        if (closed) {
            return;
        }
        session = opened;
        if (!opened.membership().isRunning()) {
            lost("Hazelcast ended while it started");
            return;
        }
        pause = FIRST_PAUSE_MILLIS;
        aloneFor = "";
        watchdog.reset();
        int members = opened.membership().peers().size() + 1;
        LOG.info("event=cluster_joined address={} members={}", address(), members);
        tellPeers();
        started.tryComplete();
    }

    private void lost(String reason) {
        Session last = session;
        if (last == null) {
            return;
        }
        session = null;
        stay++;
        told().peers(Set.of());
        alone(reason);
        opening = here(last.close()).transform(ended -> Future.failedFuture("lost"));
        opening.onComplete(ended -> joinLater());
    }

    /** Said once for each reason, however often it is tried again. */
    private void alone(String reason) {
        if (!closed && !aloneFor.equals(reason)) {
            aloneFor = reason;
            LOG.warn("event=cluster_alone address={} reason=\"{}\"", address(), reason);
        }
        started.tryComplete();
    }

    private void joinLater() {
        if (!closed) {
            vertx.setTimer(pause, again -> join());
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private void heard(Message message) {
        watchdog.heard(message.from(), System.nanoTime());
        told().heard(message);
    }

    private void tellPeers() {
        if (session != null) {
            told().peers(session.membership().peers());
        }
    }

    private void tick() {
        Session current = session;
        if (current == null) {
            return;
        }
        if (!current.membership().isRunning()) {
            lost("Hazelcast ended");
            return;
        }
        Set<MemberId> silent = watchdog.silent(current.membership().peers(), System.nanoTime());
        if (!silent.isEmpty()) {
            metrics.registeredAnew();
            LOG.warn("event=cluster_registered_anew silent={}", silent);
            current.bus()
                    .registerAnew()
                    .onFailure(
                            failure -> LOG.warn("event=cluster_registration_failed reason=\"{}\"", reasonOf(failure)));
        }
    }

    private Listener told() {
        if (listener == null) {
            throw new IllegalStateException("not started");
        }
        return listener;
    }

    private void run(int expected, Runnable task) {
        context.runOnContext(go -> {
            if (!closed && stay == expected) {
                task.run();
            }
        });
    }

    /** The same future, completed on our event loop. */
    private <T> Future<T> here(Future<T> elsewhere) {
        Promise<T> promise = Promise.promise();
        elsewhere.onComplete(result -> context.runOnContext(go -> promise.handle(result)));
        return promise.future();
    }

    private static String reasonOf(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.replaceAll("[\\r\\n\"]+", " ");
    }
}
