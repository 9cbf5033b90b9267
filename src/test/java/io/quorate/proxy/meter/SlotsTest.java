package io.quorate.proxy.meter;

import static io.quorate.proxy.meter.Slots.Asked.TAKEN;
import static io.quorate.proxy.meter.Slots.Asked.TOO_MANY_WAIT;
import static io.quorate.proxy.meter.Slots.Asked.WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots slots = new Slots();
    private final Queue<String> told = new ArrayDeque<>();

    @Test
    void givesAsManyAsThereAre() {
        slots.limit(2, 0);
        assertThat(slots.ask(named("a"))).isEqualTo(TAKEN);
        assertThat(slots.ask(named("b"))).isEqualTo(TAKEN);
        assertThat(slots.ask(named("c"))).isEqualTo(TOO_MANY_WAIT);
        slots.giveBack();
        assertThat(slots.ask(named("c"))).isEqualTo(TAKEN);
        assertThat(slots.taken()).isEqualTo(2);
        assertThat(slots.waiters()).isZero();
    }

    @Test
    void letsNoMoreWaitThanMay() {
        slots.limit(1, 2);
        assertThat(slots.ask(named("a"))).isEqualTo(TAKEN);
        assertThat(slots.ask(named("b"))).isEqualTo(WAITS);
        assertThat(slots.ask(named("c"))).isEqualTo(WAITS);
        assertThat(slots.ask(named("d"))).isEqualTo(TOO_MANY_WAIT);
        assertThat(slots.waiters()).isEqualTo(2);
    }

    @Test
    void tellsThoseThatWaitInTheOrderInWhichTheyCame() {
        slots.limit(2, 10);
        List.of("x", "y", "a", "b", "c").forEach(name -> slots.ask(named(name)));
        slots.giveBack();
        slots.giveBack();
        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void keepsThePlaceOfOneThatAsksAgainInVain() {
        slots.limit(1, 10);
        Slots.Waiter first = named("first");
        slots.ask(named("x"));
        slots.ask(first);
        slots.ask(named("second"));
        slots.limit(0, 10);
        slots.giveBack();
        assertThat(told.remove()).isEqualTo("first");
        assertThat(slots.askAgain(first)).isEqualTo(WAITS);
        slots.limit(1, 10);
        assertThat(told).containsExactly("first");
    }

    @Test
    void neverSaysThatTooManyWaitToOneThatAsksAgain() {
        slots.limit(1, 1);
        Slots.Waiter first = named("first");
        slots.ask(named("x"));
        slots.ask(first);
        slots.giveBack();
        slots.ask(named("faster"));
        slots.limit(1, 0);
        assertThat(slots.askAgain(first)).isEqualTo(WAITS);
    }

    @Test
    void forgetsOneThatLeaves() {
        slots.limit(1, 1);
        Slots.Waiter gone = named("gone");
        slots.ask(named("x"));
        slots.ask(gone);
        slots.leave(gone);
        slots.leave(gone);
        assertThat(slots.waiters()).isZero();
        assertThat(slots.ask(named("next"))).isEqualTo(WAITS);
        slots.giveBack();
        assertThat(told).containsExactly("next");
    }

    @Test
    void tellsTheNextWhenTheOneThatWasToldHasGone() {
        slots.limit(1, 2);
        slots.ask(named("x"));
        slots.ask(named("gone"));
        slots.ask(named("next"));
        slots.giveBack();
        slots.wakeOne();
        assertThat(told).containsExactly("gone", "next");
    }

    @Test
    void tellsAsManyAsARaisedLimitLetsIn() {
        slots.limit(1, 10);
        List.of("x", "a", "b", "c").forEach(name -> slots.ask(named(name)));
        slots.limit(3, 10);
        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void givesNoneUntilALoweredLimitIsMet() {
        slots.limit(3, 10);
        List.of("x", "y", "z").forEach(name -> slots.ask(named(name)));
        slots.limit(1, 10);
        Slots.Waiter a = named("a");
        assertThat(slots.ask(a)).isEqualTo(WAITS);
        slots.giveBack();
        assertThat(slots.askAgain(a)).isEqualTo(WAITS);
        slots.giveBack();
        assertThat(slots.askAgain(a)).isEqualTo(WAITS);
        slots.giveBack();
        assertThat(slots.askAgain(a)).isEqualTo(TAKEN);
        assertThat(slots.taken()).isEqualTo(1);
    }

    /** Two that ask at once must not both be turned away, as each sees the other's try. */
    @Test
    void isNeverRefusedToAllWhoAskAtOnce() throws Exception {
        slots.limit(1, 0);
        AtomicInteger served = new AtomicInteger();
        race(100_000, () -> served.addAndGet(slots.ask(() -> {}) == TAKEN ? 1 : 0), round -> {
            assertThat(served.getAndSet(0)).as("round %s", round).isEqualTo(1);
            slots.giveBack();
        });
    }

    @Test
    void isNeverLeftToWaitForASlotThatIsFree() throws Exception {
        slots.limit(1, 2);
        AtomicInteger served = new AtomicInteger();
        AtomicInteger chances = new AtomicInteger();
        race(100_000, () -> served.addAndGet(slots.ask(chances::incrementAndGet) == TAKEN ? 1 : 0), round -> {
            assertThat(served.getAndSet(0)).as("round %s", round).isEqualTo(1);
            slots.giveBack();
            assertThat(chances.getAndSet(0)).as("round %s: told", round).isEqualTo(1);
            assertThat(slots.waiters()).isZero();
        });
    }

    @Test
    void servesAllOnSeveralLoopsAndNeverMoreThanMayBeAtOnce() throws Exception {
        for (long seed = 1; seed <= 8; seed++) {
            try (Storm storm = new Storm(seed)) {
                storm.run();
            }
        }
    }

    private Slots.Waiter named(String name) {
        return () -> told.add(name);
    }

    private interface Check {
        void after(int round);
    }

    /** Two threads do it at once, again and again; now the one and now the other is ahead by a little. */
    private static void race(int rounds, Runnable action, Check check) throws Exception {
        AtomicInteger started = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Thread other = new Thread(() -> {
            for (int round = 1; round <= rounds; round++) {
                await(started, round);
                spin(round % 7);
                action.run();
                ended.set(round);
            }
        });
        other.setDaemon(true);
        other.start();
        for (int round = 1; round <= rounds; round++) {
            started.set(round);
            spin(round % 11);
            action.run();
            await(ended, round);
            check.after(round);
        }
        other.join();
    }

    private static void await(AtomicInteger value, int wanted) {
        while (value.get() < wanted) {
            Thread.onSpinWait();
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    /** Requests on some event loops: each asks, holds for a while or gives up while it waits, and is counted. */
    private static final class Storm implements AutoCloseable {
        private static final int LOOPS = 4;
        private static final int EACH = 3_000;

        private final Slots slots = new Slots();
        private final long seed;
        private final int most;
        private final AtomicInteger held = new AtomicInteger();
        private final AtomicInteger highest = new AtomicInteger();
        private final AtomicInteger turnedAway = new AtomicInteger();
        private final CountDownLatch over = new CountDownLatch(LOOPS * EACH);
        private final List<ExecutorService> loops = new ArrayList<>();

        Storm(long seed) {
            this.seed = seed;
            this.most = 1 + (int) (seed % 3);
            slots.limit(most, LOOPS * EACH);
            for (int i = 0; i < LOOPS; i++) {
                loops.add(Executors.newSingleThreadExecutor());
            }
        }

        void run() throws Exception {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < EACH; i++) {
                for (ExecutorService loop : loops) {
                    Request request = new Request(loop, random.nextInt(4), random.nextInt(5) == 0);
                    loop.execute(request::begin);
                }
            }
            assertThat(over.await(20, TimeUnit.SECONDS))
                    .as(
                            "seed %s: %s never served, %s wait, %s taken",
                            seed, over.getCount(), slots.waiters(), slots.taken())
                    .isTrue();
            // What was told last may still be on its way.
            for (ExecutorService loop : loops) {
                loop.submit(() -> {}).get(5, TimeUnit.SECONDS);
            }
            assertThat(highest.get()).as("seed %s: at once", seed).isLessThanOrEqualTo(most);
            assertThat(turnedAway.get()).as("seed %s: turned away", seed).isZero();
            assertThat(slots.taken()).as("seed %s: taken", seed).isZero();
            assertThat(slots.waiters()).as("seed %s: waiters", seed).isZero();
        }

        @Override
        public void close() {
            loops.forEach(ExecutorService::shutdownNow);
        }

        /** What an attempt does. */
        private final class Request implements Slots.Waiter {
            private final ExecutorService loop;
            private final int turns;
            private final boolean impatient;
            private final AtomicBoolean done = new AtomicBoolean();
            private boolean holds;

            Request(ExecutorService loop, int turns, boolean impatient) {
                this.loop = loop;
                this.turns = turns;
                this.impatient = impatient;
            }

            void begin() {
                went(slots.ask(this));
            }

            @Override
            public void mayAskAgain() {
                loop.execute(() -> {
                    if (done.get()) {
                        slots.wakeOne();
                    } else if (!holds) {
                        went(slots.askAgain(this));
                    }
                });
            }

            private void went(Slots.Asked asked) {
                if (asked == TAKEN) {
                    holds = true;
                    int now = held.incrementAndGet();
                    highest.accumulateAndGet(now, Math::max);
                    after(turns);
                } else if (asked == TOO_MANY_WAIT) {
                    turnedAway.incrementAndGet();
                    end();
                } else if (impatient) {
                    after(turns);
                }
            }

            private void after(int left) {
                if (left > 0) {
                    loop.execute(() -> after(left - 1));
                } else {
                    end();
                }
            }

            private void end() {
                if (done.getAndSet(true)) {
                    return;
                }
                if (holds) {
                    held.decrementAndGet();
                    slots.giveBack();
                } else {
                    slots.leave(this);
                }
                over.countDown();
            }
        }
    }
}
