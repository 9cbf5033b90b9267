package io.quorate.cluster;

import io.quorate.cluster.wire.Drop;
import io.quorate.cluster.wire.Opened;
import io.quorate.cluster.wire.ReportCodec;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The event bus of one stay in the cluster: a clustered Vert.x of its own, with one event loop that does nothing else, so
 * that Hazelcast's stalls reach nothing that serves.
 */
final class Bus {
    /** Everybody listens here. */
    static final String ALL = "quorate.all";

    /** Before a member's id: it alone listens there. */
    private static final String ONE = "quorate.member.";

    /** Says nothing and is not counted: it only makes the bus look up who listens, and connect to them. */
    private static final Buffer KNOCK = Buffer.buffer();

    private static final int PATIENCE_MILLIS = 2000;
    private static final long CLOSE_SECONDS = 2;
    private static final long LAST_WORDS_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final Wiring wiring;
    private final Membership membership;
    private final Consumer<Message> receiver;
    private final ReportCodec codec;
    private List<MessageConsumer<Object>> consumers = List.of();
    private volatile boolean closing;
    private Future<Void> said = Future.succeededFuture();
    private boolean registering;

    private Bus(Vertx vertx, Wiring wiring, Membership membership, Consumer<Message> receiver) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.wiring = wiring;
        this.membership = membership;
        this.receiver = receiver;
        this.codec = new ReportCodec(wiring.self(), wiring.options().secret(), wiring.senders());
    }

    /**
     * Starts to listen and to speak.
     *
     * @param receiver called on the bus's event loop
     */
    static Future<Bus> open(Wiring wiring, Membership membership, Consumer<Message> receiver) {
        // Building a Vertx touches the disk and starts threads.
        return Aside.call("bus", () -> build(wiring.options(), membership))
                .compose(building -> building)
                .recover(failure -> Future.failedFuture("event bus on port "
                        + wiring.options().busPort() + " of " + wiring.options().host() + ": " + failure.getMessage()))
                .compose(vertx -> new Bus(vertx, wiring, membership, receiver).begin());
    }

    private static Future<Vertx> build(ClusterOptions options, Membership membership) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(options.host())
                .setPort(options.busPort())
                .setConnectTimeout(PATIENCE_MILLIS)
                .setClusterPingInterval(PATIENCE_MILLIS)
                .setClusterPingReplyInterval(PATIENCE_MILLIS);
        options.tls().applyTo(bus);
        VertxOptions all = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                .setEventBusOptions(bus);
        return Vertx.builder()
                .with(all)
                .withClusterManager(new HazelcastClusterManager(membership.hazelcast()))
                .buildClustered();
    }

    private Future<Bus> begin() {
        // Our messages are plain bytes; nobody else's become objects either.
        vertx.eventBus().serializableChecker(name -> false).clusterSerializableChecker(name -> false);
        return onLoop(this::register)
                .map(this)
                .onSuccess(bus -> vertx.exceptionHandler(Bus::uncaught))
                .onSuccess(bus -> post(() -> vertx.eventBus().publish(ALL, KNOCK)))
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    void publish(Message message) {
        post(() -> write(message, "", vertx.eventBus().publisher(ALL)));
    }

    void send(MemberId to, Message message) {
        post(() -> write(message, to.value(), vertx.eventBus().sender(ONE + to.value())));
    }

    /** Makes itself known once more: the others' list of who listens may have lost us. */
    Future<Void> registerAnew() {
        return onLoop(() -> {
            if (registering) {
                return Future.succeededFuture();
            }
            registering = true;
            List<MessageConsumer<Object>> before = consumers;
            // New ones first: while Hazelcast is busy with a peer that fell silent, nobody must be without.
            return register()
                    .onSuccess(registered -> before.forEach(MessageConsumer::unregister))
                    .onFailure(failure -> consumers = before)
                    .onComplete(done -> registering = false);
        });
    }

    /** Ends when what was said before is out, or within a bound: the last of it may be that this member leaves. */
    Future<Void> close() {
        return onLoop(() -> {
                    closing = true;
                    return said.timeout(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
                })
                .transform(out -> vertx.close())
                .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .otherwiseEmpty();
    }

    /** As if no event loop had caught it: without memory the process is to end. */
    private static void uncaught(Throwable cause) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    }

    private Future<Void> register() {
        EventBus bus = vertx.eventBus();
        consumers = List.of(bus.consumer(ALL), bus.consumer(ONE + wiring.self().value()));
        consumers.forEach(consumer -> consumer.handler(this::receive));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .mapEmpty();
    }

    private void write(Message message, String to, MessageProducer<Buffer> producer) {
        Buffer bytes = codec.encode(message, to, wiring.sequence().incrementAndGet());
        if (bytes.length() > ReportCodec.LONGEST) {
            wiring.gate().dropped(Drop.OVERSIZED, wiring.self().value());
            return;
        }
        if (!wiring.allowance().take(bytes.length(), System.nanoTime())) {
            wiring.gate().dropped(Drop.UNSENT, wiring.self().value());
            return;
        }
        // That it failed is nobody's business: any message may be lost.
        said = producer.write(bytes);
        wiring.allowance().giveBackAfter(bytes.length(), said);
    }

    private void receive(io.vertx.core.eventbus.Message<Object> incoming) {
        Object body;
        try {
            body = incoming.body();
        } catch (RuntimeException e) {
            wiring.gate().dropped(Drop.GARBLED, "");
            return;
        }
        if (!(body instanceof Buffer bytes)) {
            wiring.gate().dropped(Drop.GARBLED, "");
        } else if (bytes.length() > 0) {
            opened(codec.decode(bytes, membership::has));
        }
    }

    private void opened(Opened opened) {
        if (opened instanceof Opened.Heard heard) {
            wiring.gate().heard(heard.message());
            receiver.accept(heard.message());
        } else if (opened instanceof Opened.Dropped dropped) {
            wiring.gate().dropped(dropped.kind(), dropped.from());
        }
    }

    private void post(Runnable task) {
        if (!closing) {
            context.runOnContext(go -> {
                if (!closing) {
                    task.run();
                }
            });
        }
    }

    private Future<Void> onLoop(Supplier<Future<Void>> task) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> task.get().onComplete(done));
        return done.future();
    }
}
