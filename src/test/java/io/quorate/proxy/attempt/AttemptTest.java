package io.quorate.proxy.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import io.quorate.proxy.meter.AttemptResult;
import io.quorate.proxy.meter.EndpointLoads;
import io.quorate.proxy.meter.ProxyMetrics;
import io.quorate.proxy.meter.Slots;
import io.quorate.proxy.meter.UpstreamMeter;
import io.quorate.proxy.wire.Door;
import io.quorate.proxy.wire.Lines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attempt takes of the slots of its endpoint; its lines never come to a call, so that it holds what it has. */
class AttemptTest {
    private static final EndpointAddress ADDRESS = new EndpointAddress("127.0.0.1", 1);
    private static final String UPSTREAM = "shop";
    private static final int LOOPS = 3;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
    private final EndpointLoads loads = new EndpointLoads();
    private final UpstreamMeter meter = new ProxyMetrics(new PrometheusRegistry(), loads).upstream(UPSTREAM);
    private final Slots slots = loads.of(UPSTREAM, ADDRESS).slots();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** It may be told while it takes its slot, by who gave that back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void takesOneSlotHoweverOftenItIsToldThatItMayAskAgain(int most) throws Exception {
        EventLoop loop = loops.next();
        Attempt attempt = new Attempt(new Attempt.Place(pool(most), 0, loop), new Unconnected());
        on(loop, () -> attempt.connect(new Silent(), 1_000));
        attempt.mayAskAgain();
        attempt.mayAskAgain();
        on(loop, () -> {});
        assertThat(slots.taken()).isEqualTo(1);
        assertThat(slots.waiters()).isZero();
        assertThat(asked.get()).as("calls asked for").isEqualTo(1);
        on(loop, () -> attempt.end(AttemptResult.CLIENT, false));
        assertNothingIsHeld();
    }

    @Test
    void handsOnTheChanceThatItIsToldOfAfterItsEnd() throws Exception {
        EventLoop loop = loops.next();
        LivePool pool = pool(1);
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            attempts.add(new Attempt(new Attempt.Place(pool, 0, loop), new Unconnected()));
        }
        on(loop, () -> {
            attempts.forEach(each -> each.connect(new Silent(), 1_000));
            // The second is told, and over before it can ask.
            attempts.get(0).end(AttemptResult.CLIENT, false);
            attempts.get(1).end(AttemptResult.CLIENT, false);
        });
        // For what the second is told, and for what it then tells the third.
        on(loop, () -> {});
        on(loop, () -> {});
        assertThat(slots.taken()).isEqualTo(1);
        assertThat(asked.get()).as("calls asked for").isEqualTo(2);
        on(loop, () -> attempts.get(2).end(AttemptResult.CLIENT, false));
        assertNothingIsHeld();
    }

    /** Many attempts on some event loops, each of which ends after a while, or sooner if it has to wait. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void givesBackAllSlotsAndNeverTakesMoreThanThereAre(long seed) throws Exception {
        Storm storm = new Storm(seed);
        storm.run();
        assertThat(storm.over.await(20, TimeUnit.SECONDS))
                .as(
                        "seed %s: %s not over, %s wait, %s taken",
                        seed, storm.over.getCount(), slots.waiters(), slots.taken())
                .isTrue();
        // What was told last may still be on its way.
        for (int i = 0; i < LOOPS; i++) {
            on(loops.next(), () -> {});
        }
        assertThat(storm.highest.get()).as("seed %s: at once", seed).isBetween(1, storm.most);
        assertThat(storm.twice.get()).as("seed %s: took another", seed).isZero();
        assertNothingIsHeld();
    }

    private void assertNothingIsHeld() {
        assertThat(slots.taken()).as("taken").isZero();
        assertThat(slots.waiters()).as("waiters").isZero();
        assertThat(loads.inFlight(UPSTREAM, ADDRESS)).as("in flight").isZero();
    }

    private LivePool pool(int most) {
        Connections connections = new Connections(most, 100_000, Duration.ofSeconds(60));
        Pool pool = Pool.of(UPSTREAM, List.of(new Endpoint(ADDRESS, 1, "")), "round-robin")
                .over(new Transport(Protocol.HTTP1, EndpointTls.NONE, connections));
        return new LivePool(pool, new Reach(loads, new Watches(), new Unheard()), meter, new Silent(), 1);
    }

    private static void on(EventLoop loop, Runnable action) throws Exception {
        loop.submit(action).get(5, TimeUnit.SECONDS);
    }

    /** Lines on which nothing comes about. */
    private final class Silent implements Lines {
        @Override
        public void open(Door door, long timeoutMillis, Opening opening) {
            asked.incrementAndGet();
        }

        @Override
        public boolean areUpTo(Door door) {
            return false;
        }

        @Override
        public Optional<Lines> switchable() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private final class Storm {
        private static final int EACH = 3_000;

        private final SplittableRandom random;
        private final int most;
        private final LivePool pool;
        private final AtomicInteger held = new AtomicInteger();
        private final AtomicInteger highest = new AtomicInteger();
        private final AtomicInteger twice = new AtomicInteger();
        private final CountDownLatch over = new CountDownLatch(LOOPS * EACH);

        Storm(long seed) {
            this.random = new SplittableRandom(seed);
            this.most = 1 + (int) (seed % 3);
            this.pool = pool(most);
        }

        void run() {
            for (int i = 0; i < EACH; i++) {
                for (int j = 0; j < LOOPS; j++) {
                    Each each = new Each(loops.next(), random.nextInt(4), random.nextInt(5) == 0);
                    each.loop.execute(each::begin);
                }
            }
        }

        /** One attempt, with lines of its own. */
        private final class Each implements Lines {
            private final EventLoop loop;
            private final int turns;
            private final boolean impatient;
            private final Attempt attempt;
            private boolean holds;
            private boolean done;

            Each(EventLoop loop, int turns, boolean impatient) {
                this.loop = loop;
                this.turns = turns;
                this.impatient = impatient;
                this.attempt = new Attempt(new Attempt.Place(pool, 0, loop), new Unconnected());
            }

            void begin() {
                attempt.connect(this, 1_000);
                if (!holds && impatient) {
                    after(turns);
                }
            }

            @Override
            public void open(Door door, long timeoutMillis, Opening opening) {
                twice.addAndGet(holds ? 1 : 0);
                holds = true;
                highest.accumulateAndGet(held.incrementAndGet(), Math::max);
                after(turns);
            }

            @Override
            public boolean areUpTo(Door door) {
                return false;
            }

            @Override
            public Optional<Lines> switchable() {
                return Optional.empty();
            }

            @Override
            public void close() {}

            private void after(int left) {
                if (left > 0) {
                    loop.execute(() -> after(left - 1));
                } else if (!done) {
                    done = true;
                    held.addAndGet(holds ? -1 : 0);
                    attempt.end(AttemptResult.CLIENT, false);
                    over.countDown();
                }
            }
        }
    }
}
