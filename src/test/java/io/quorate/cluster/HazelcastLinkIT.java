package io.quorate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.quorate.cluster.wire.ClusterSecret;
import io.quorate.cluster.wire.ReportCodec;
import io.quorate.cluster.wire.Senders;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.Pull;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HazelcastLinkIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static Path file;
    private static TestLink a;
    private static TestLink b;

    @BeforeAll
    static void twoMembersMeet() throws Exception {
        vertx = Vertx.vertx();
        file = TestClusters.file(directory);
        a = link("a", List.of()).start();
        b = link("b", List.of(a.options.address())).start();
        await().atMost(SOON).until(() -> a.peers.equals(Set.of(b.id)) && b.peers.equals(Set.of(a.id)));
    }

    @AfterAll
    static void allLeave() throws Exception {
        b.close();
        a.close();
        assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
        vertx.close();
    }

    @BeforeEach
    void clear() {
        a.heard.clear();
        b.heard.clear();
    }

    @Test
    void tellsAllOthersAndNotItself() throws Exception {
        a.publish(a.pulse(1));
        assertThat(b.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(a.pulse(1));
        b.publish(b.pulse(2));
        assertThat(a.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(b.pulse(2));
        assertThat(a.heard).isEmpty();
        assertThat(b.heard).isEmpty();
        assertThat(a.onItsLoop).isTrue();
    }

    @Test
    void tellsOneAndNoOther() throws Exception {
        TestLink c = joined("c");
        try {
            Pull pull = new Pull(a.id, c.id);
            a.send(c.id, pull);
            assertThat(c.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(pull);
            assertThat(b.heard).isEmpty();
        } finally {
            c.close();
        }
    }

    @Test
    void aMemberThatClosesIsGoneAtOnceAndItsPortsAreFree() throws Exception {
        TestLink c = joined("d");
        c.close();
        await().atMost(Duration.ofSeconds(3)).until(() -> !a.peers.contains(c.id) && !b.peers.contains(c.id));
        TestClusters.listen(c.options.port()).close();
        TestClusters.listen(c.options.busPort()).close();
    }

    @Test
    void whatAMemberSaysLastIsHeardThoughItClosesRightAfter() throws Exception {
        TestLink c = joined("g");
        untilHeard(c, a);
        untilHeard(c, b);
        c.publish(c.pulse(77));
        c.close();
        await().atMost(SOON).until(() -> a.heard.contains(c.pulse(77)) && b.heard.contains(c.pulse(77)));
    }

    @Test
    void goesOnAloneWhenHazelcastDiesAndJoinsAgain() throws Exception {
        TestLink c = joined("e");
        try {
            long before = System.nanoTime();
            c.hazelcast().getLifecycleService().terminate();
            await().atMost(SOON).until(() -> !a.peers.contains(c.id));
            say("killed instance told to the others", before);
            await().atMost(SOON).until(() -> c.peers.size() == 2 && a.peers.contains(c.id));
            say("killed instance joined again", before);
            untilHeard(c, a);
            untilHeard(a, c);
        } finally {
            c.close();
        }
    }

    @Test
    void goesOnAloneWhileItsPortIsTakenAndJoinsWhenItIsFree() throws Exception {
        TestLink c = link("f", List.of(a.options.address()));
        try (ServerSocket taken = TestClusters.listen(c.options.busPort())) {
            c.start();
            assertThat(taken.isBound()).isTrue();
            assertThat(c.peers).isEmpty();
        }
        try {
            await().atMost(SOON).until(() -> c.peers.size() == 2);
            untilHeard(c, a);
        } finally {
            c.close();
        }
    }

    @Test
    void makesItselfKnownAnewWhenTheOthersLostIt() throws Exception {
        long pulses = vertx.setPeriodic(200, tick -> {
            a.publish(a.pulse(3));
            b.publish(b.pulse(4));
        });
        try {
            untilHeard(b, a);
            double before = a.registrations();
            MultiMap<Object, Object> subscriptions = a.hazelcast().getMultiMap("__vertx.subs");
            // More than once: a member that left just now makes Vert.x write them again.
            await().atMost(SOON).until(() -> {
                subscriptions.entrySet().forEach(entry -> subscriptions.remove(entry.getKey(), entry.getValue()));
                return a.registrations() > before;
            });
            a.heard.clear();
            b.heard.clear();
            await().atMost(SOON).until(() -> !a.heard.isEmpty() && !b.heard.isEmpty());
        } finally {
            vertx.cancelTimer(pulses);
        }
    }

    @Test
    void membersThatStartTogetherMeet() throws Exception {
        Path own = TestClusters.file(directory);
        List<Integer> ports = List.of(TestClusters.freePort(), TestClusters.freePort(), TestClusters.freePort());
        List<String> members =
                ports.stream().map(port -> TestClusters.HOST + ":" + port).toList();
        List<TestLink> links = new ArrayList<>();
        for (int port : ports) {
            links.add(new TestLink(vertx, "p" + port, TestClusters.options(own, port, members, BusTls.NONE)));
        }
        long before = System.nanoTime();
        try {
            links.forEach(TestLink::begin);
            await().atMost(SOON).until(() -> links.stream().allMatch(link -> link.peers.size() == 2));
            say("three started together met", before);
        } finally {
            for (TestLink link : links) {
                link.close();
            }
        }
    }

    @Test
    void believesNobodyElseOnTheBus() throws Exception {
        Config config = ClusterFile.read(
                TestClusters.options(file, TestClusters.freePort(), List.of(a.options.address()), BusTls.NONE),
                new MemberId("not said"));
        config.getMemberAttributeConfig().removeAttribute(ClusterFile.ID_ATTRIBUTE);
        HazelcastInstance instance = Hazelcast.newHazelcastInstance(config);
        Vertx intruder = Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost(TestClusters.HOST)))
                .withClusterManager(new HazelcastClusterManager(instance))
                .buildClustered()
                .await(20, TimeUnit.SECONDS);
        try {
            intrude(intruder.eventBus());
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(a.count("forged")).isEqualTo(2);
                assertThat(a.count("stranger")).isEqualTo(1);
                assertThat(a.count("garbled")).isEqualTo(4);
            });
            assertThat(Trap.SPRUNG).isFalse();
            assertThat(a.heard).isEmpty();
            assertThat(a.peers).containsExactly(b.id);
        } finally {
            intruder.close().await(20, TimeUnit.SECONDS);
            instance.shutdown();
        }
    }

    /** Bytes that no member would send, and objects, which must not come to life. */
    private static void intrude(EventBus bus) {
        bus.publish(Bus.ALL, bytes(b, ClusterSecret.NONE));
        bus.publish(Bus.ALL, bytes(b, ClusterSecret.of("a guess that is long enough")));
        MemberId stranger = new MemberId("stranger");
        bus.publish(
                Bus.ALL,
                new ReportCodec(stranger, TestClusters.SECRET, new Senders()).encode(new Pull(stranger, a.id), "", 1));
        bus.publish(Bus.ALL, Buffer.buffer("rubbish"));
        bus.publish(Bus.ALL, "text");
        bus.publish(Bus.ALL, new JsonArray().add(1));
        bus.serializableChecker(name -> true);
        bus.publish(Bus.ALL, new Trap());
    }

    private static Buffer bytes(TestLink from, ClusterSecret secret) {
        return new ReportCodec(from.id, secret, new Senders()).encode(from.pulse(9), "", Long.MAX_VALUE);
    }

    private static TestLink joined(String id) throws Exception {
        TestLink link = link(id, List.of(a.options.address()));
        long before = System.nanoTime();
        link.start();
        await().atMost(SOON).until(() -> link.peers.size() == 2 && a.peers.contains(link.id));
        say("joined", before);
        return link;
    }

    private static void untilHeard(TestLink from, TestLink by) {
        await().atMost(SOON).until(() -> {
            from.publish(from.pulse(5));
            return by.heard.stream().anyMatch(message -> message.from().equals(from.id));
        });
    }

    private static TestLink link(String id, List<String> members) throws Exception {
        return new TestLink(vertx, id, TestClusters.options(file, TestClusters.freePort(), members, BusTls.NONE));
    }

    private static void say(String what, long since) {
        System.out.println(what + " after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms");
    }

    /** Notices that it came to life from bytes. */
    private static final class Trap implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final AtomicBoolean SPRUNG = new AtomicBoolean();

        private void readObject(ObjectInputStream in) {
            SPRUNG.set(true);
        }
    }
}
