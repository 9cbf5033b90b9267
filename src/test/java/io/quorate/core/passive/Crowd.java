package io.quorate.core.passive;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Failover;
import io.quorate.core.model.upstream.Panic;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.view.Register;
import io.quorate.core.view.Report;
import io.quorate.core.view.Reports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Members that tell each other what their requests see; what is told arrives with the next tick. */
final class Crowd {
    static final EndpointAddress A = EndpointAddress.parse("127.0.0.1:9001");
    static final EndpointAddress B = EndpointAddress.parse("127.0.0.1:9002");
    static final EndpointAddress C = EndpointAddress.parse("127.0.0.1:9003");
    static final EndpointAddress D = EndpointAddress.parse("127.0.0.1:9004");
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;
    static final Passive RULE = Passive.DEFAULT;

    private final List<Node> nodes = new ArrayList<>();
    private final Upstream upstream;
    private long now = Long.MAX_VALUE - 3 * SECOND;

    Crowd(int members, CheckSpec check, Passive rule) {
        this.upstream = upstream(check, rule, A, B, C, D);
        for (int i = 0; i < members; i++) {
            join();
        }
    }

    static Upstream upstream(CheckSpec check, Passive rule, EndpointAddress... addresses) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (EndpointAddress address : addresses) {
            endpoints.add(new Endpoint(address, 1, ""));
        }
        return Upstream.plain("shop", endpoints, "round-robin", check)
                .with(new Failover(rule, Panic.NEVER, Duration.ZERO, false));
    }

    /** One member. */
    final class Node implements Peers {
        private final MemberId id = new MemberId("m" + nodes.size());
        private final Reports reports = new Reports();
        private final Map<Long, Register> told = new LinkedHashMap<>();
        private final Map<EndpointAddress, long[]> counts = new HashMap<>();
        final Ejections ejections = new Ejections(id, reports, this, this::tell, now);
        private boolean changed = true;
        private boolean gone;
        private long version;

        @Override
        public boolean isLive(MemberId member) {
            return nodes.stream().anyMatch(node -> node.id.equals(member) && !node.gone);
        }

        @Override
        public boolean areNone() {
            return nodes.stream().filter(node -> !node.gone).count() == 1;
        }

        @Override
        public int rank(long key) {
            return (int) nodes.stream()
                    .filter(node -> !node.gone)
                    .takeWhile(node -> node != this)
                    .count();
        }

        void fails(EndpointAddress address, int times) {
            counts(address)[1] += times;
            // A row is told at once, the sums behind it with the next tick.
            if (times >= RULE.consecutive()) {
                ejections.failing("shop", address, times + " in a row", now);
            }
            count(address);
        }

        void works(EndpointAddress address, int times) {
            counts(address)[0] += times;
            count(address);
        }

        void takes(EndpointAddress address, int times, long millis) {
            counts(address)[2] += times * millis;
            works(address, times);
        }

        void tries(EndpointAddress address, TrialEnd end) {
            long number = ejections.trial("shop", address);
            ejections.tried(new Trial("shop", address, number), end, "tried", now);
        }

        Set<EndpointAddress> out() {
            return where(address -> ejections.isOut("shop", address));
        }

        Set<EndpointAddress> avoided() {
            return where(address -> ejections.isAvoided("shop", address));
        }

        Set<EndpointAddress> trials() {
            return where(address -> ejections.trial("shop", address) > 0);
        }

        int level(EndpointAddress address) {
            return ejections.evidence("shop", address).level();
        }

        boolean isSilent() {
            return told.isEmpty();
        }

        private Set<EndpointAddress> where(Predicate<EndpointAddress> wanted) {
            Set<EndpointAddress> found = new TreeSet<>();
            for (EndpointAddress address : List.of(A, B, C, D)) {
                if (wanted.test(address)) {
                    found.add(address);
                }
            }
            return found;
        }

        private long[] counts(EndpointAddress address) {
            return counts.computeIfAbsent(address, one -> new long[3]);
        }

        private void count(EndpointAddress address) {
            long[] counted = counts(address);
            ejections.count(List.of(new Tally("shop", address, counted[0], counted[1], counted[2])), now);
        }

        private void tell(long key, Optional<Register> register) {
            register.ifPresentOrElse(word -> told.put(key, word), () -> told.remove(key));
            changed = true;
        }

        private void spread() {
            if (changed && !gone) {
                changed = false;
                version++;
                nodes.stream().filter(node -> node != this && !node.gone).forEach(this::report);
            }
        }

        private void report(Node to) {
            Report report = new Report(id, 1, Report.WHOLE, version, false, List.copyOf(told.values()), List.of());
            to.ejections.heard(to.reports.take(report), now);
        }
    }

    Node node(int index) {
        return nodes.get(index);
    }

    /** One that learns from the others what they hold. */
    Node join() {
        Node node = new Node();
        nodes.add(node);
        node.ejections.apply(List.of(upstream), now);
        upstream.endpoints().forEach(endpoint -> node.count(endpoint.address()));
        nodes.forEach(other -> other.changed = true);
        nodes.forEach(Node::spread);
        return node;
    }

    /** Its lease is over. */
    void lose(Node lost) {
        lost.gone = true;
        nodes.stream()
                .filter(node -> !node.gone)
                .forEach(node -> node.ejections.heard(node.reports.forget(lost.id), now));
    }

    void run(long nanos) {
        for (long passed = 0; passed < nanos; passed += 100 * MILLI) {
            now += 100 * MILLI;
            nodes.stream().filter(node -> !node.gone).forEach(node -> node.ejections.tick(now));
            nodes.forEach(Node::spread);
        }
    }

    long now() {
        return now;
    }

    /** What all leave out; they must agree. */
    Set<EndpointAddress> out() {
        List<Node> live = nodes.stream().filter(node -> !node.gone).toList();
        Set<EndpointAddress> out = live.get(0).out();
        for (Node node : live) {
            if (!node.out().equals(out)
                    || node.ejections.hash() != live.get(0).ejections.hash()) {
                throw new AssertionError(node.id + " leaves out " + node.out() + ", another " + out);
            }
        }
        return out;
    }
}
