package io.quorate.core.control;

import io.quorate.core.control.status.EndpointStatus;
import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Observation;
import io.quorate.core.health.Outcome;
import io.quorate.core.health.VoteState;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.Samples;
import io.quorate.core.model.TargetId;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Register;
import io.quorate.core.view.Report;
import io.quorate.core.view.VerdictState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One controller whose peers are made up by the test: what each of them says is told by hand. */
final class Solo {
    static final EndpointAddress A = EndpointAddress.parse("127.0.0.1:9001");
    static final EndpointAddress B = EndpointAddress.parse("127.0.0.1:9002");
    static final MemberId SELF = new MemberId("self");
    static final MemberId ONE = new MemberId("one");
    static final MemberId TWO = new MemberId("two");
    static final long GENERATION = 7;
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;

    final Controller controller = new Controller(SELF, 0);
    final CheckSpec check;
    private final Map<MemberId, Peer> peers = new HashMap<>();
    private final Failover failover;
    private long now;

    Solo(int vantages) {
        this(vantages, Failover.NONE);
    }

    Solo(int vantages, Failover failover) {
        this.failover = failover;
        this.check = new CheckSpec(
                new CheckKind.Tcp(), 0, CheckSpec.NONE.timing(), Samples.THRESHOLDS, vantages, false, Approach.DEFAULT);
        controller.onSelf(card("self", MemberState.READY), now);
        configure(GENERATION);
    }

    /** What a made up peer has said so far. */
    private static final class Peer {
        private final Map<Long, Register> registers = new HashMap<>();
        private MemberState state = MemberState.READY;
        private long generation = GENERATION;
        private boolean abstains;
        private int awareness;
        private long count;
        private long version;
    }

    void configure(long generation) {
        Upstream upstream = Upstream.plain(
                        "shop", List.of(new Endpoint(A, 1, ""), new Endpoint(B, 1, "")), "round-robin", check)
                .with(failover);
        ProxyConfig config = new ProxyConfig(
                List.of(), List.of(), List.of(upstream), AdminSettings.DEFAULT, ClusterSettings.DEFAULT);
        controller.onConfig(config, generation, now);
    }

    long now() {
        return now;
    }

    /** Lets time pass with a tick each 100 ms, in which those peers go on pulsing. */
    void run(long nanos, MemberId... pulsing) {
        for (long passed = 0; passed < nanos; passed += 100 * MILLI) {
            now += 100 * MILLI;
            if (passed % SECOND == 0) {
                for (MemberId peer : pulsing) {
                    pulse(peer);
                }
            }
            controller.onTick(now);
        }
    }

    /** Lets time pass in which this member does not run at all. */
    void freeze(long nanos) {
        now += nanos;
    }

    void pass(EndpointAddress address, int times) {
        observe(address, new Outcome.Pass("status 200", MILLI), times);
    }

    void fail(EndpointAddress address, int times) {
        observe(address, new Outcome.Failure(FailureKind.L4CON, "connection refused", MILLI), times);
    }

    void timeout(EndpointAddress address, int times) {
        observe(address, new Outcome.Failure(FailureKind.L7TOUT, "no answer", SECOND), times);
    }

    void observe(EndpointAddress address, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            now += MILLI;
            controller.onObservation(new Observation(target(address), outcome, now));
        }
    }

    void hear(Message message) {
        controller.onMessage(message, now);
    }

    /** The peer holds this of the target, says so and pulses. */
    void votes(MemberId from, EndpointAddress address, VoteState state) {
        says(from, new Register(target(address).key(), state, false, 1, "status 200"));
    }

    /** The peer's latest evidence speaks against what it holds. */
    void suspects(MemberId from, EndpointAddress address) {
        says(from, new Register(target(address).key(), VoteState.UP, true, 1, "no answer"));
    }

    void says(MemberId from, Register register) {
        Peer peer = peer(from);
        if (peer.count == 0) {
            pulse(from);
        }
        peer.registers.put(register.target(), register);
        long after = peer.version++;
        hear(new Report(from, peer.count, after, peer.version, peer.abstains, List.of(register), List.of()));
        pulse(from);
    }

    void pulse(MemberId from) {
        hear(nextPulse(from));
    }

    Pulse nextPulse(MemberId from) {
        Peer peer = peer(from);
        long digest =
                peer.registers.values().stream().mapToLong(Register::digest).sum();
        return new Pulse(
                from,
                card(from.value(), peer.state),
                ++peer.count,
                peer.version,
                digest,
                0,
                peer.generation,
                peer.awareness,
                peer.abstains);
    }

    void leaves(MemberId from) {
        peer(from).state = MemberState.LEAVING;
        pulse(from);
    }

    void changes(MemberId from, long generation) {
        peer(from).generation = generation;
        pulse(from);
    }

    void abstains(MemberId from, boolean abstains) {
        peer(from).abstains = abstains;
        pulse(from);
    }

    void doubtsItself(MemberId from, int awareness) {
        peer(from).awareness = awareness;
        pulse(from);
    }

    void hint(MemberId... others) {
        controller.onMembers(Set.of(others), now);
    }

    void failing(EndpointAddress address) {
        controller.onFailing("shop", address, "5 failures in a row", now);
    }

    Effects take() {
        return controller.take();
    }

    VerdictState verdict(EndpointAddress address) {
        return status(address).verdict().state();
    }

    EndpointStatus status(EndpointAddress address) {
        return controller.status().get(0).endpoints().stream()
                .filter(status -> status.endpoint().address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    Set<MemberId> owners(EndpointAddress address) {
        return new TreeSet<>(status(address).owners());
    }

    List<EndpointAddress> routable() {
        return new ArrayList<>(take().snapshot().pool("shop").endpoints().stream()
                .map(Endpoint::address)
                .toList());
    }

    TargetId target(EndpointAddress address) {
        return new TargetId(address, check.fingerprint());
    }

    static MemberCard card(String name, MemberState state) {
        return new MemberCard(name, "", name + ":1", "", state);
    }

    private Peer peer(MemberId id) {
        return peers.computeIfAbsent(id, unused -> new Peer());
    }
}
