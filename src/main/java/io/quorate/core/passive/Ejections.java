package io.quorate.core.passive;

import io.quorate.core.model.MemberId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.view.Register;
import io.quorate.core.view.Reports;
import io.quorate.core.view.VerdictState;
import io.quorate.core.view.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Which endpoints are left out because requests to them fail, on all members alike. Times are nanoseconds of one
 * monotonic clock.
 */
public final class Ejections {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MemberId self;
    private final Reports reports;
    private final Peers peers;
    private final BiConsumer<Long, Optional<Register>> tell;
    private final Map<String, Map<EndpointAddress, Case>> cases = new LinkedHashMap<>();
    private final Map<Long, Case> byKey = new LinkedHashMap<>();
    private final Set<Case> open = new LinkedHashSet<>();
    private final Map<Case, Word> told = new HashMap<>();
    private final Set<String> outdated = new LinkedHashSet<>();
    private final List<Ejected> happened = new ArrayList<>();
    private long hash;
    private long trials;
    private long lookedAt;

    /**
     * Nothing is looked at yet.
     *
     * @param reports what other members say
     * @param tell given what this member says from now on of a key, or that it says nothing any more
     */
    public Ejections(MemberId self, Reports reports, Peers peers, BiConsumer<Long, Optional<Register>> tell, long now) {
        this.lookedAt = now;
        this.self = self;
        this.reports = reports;
        this.peers = peers;
        this.tell = tell;
    }

    /** The endpoints of exactly these upstreams are looked at; those that were before keep what is held of them. */
    public void apply(Collection<Upstream> upstreams, long now) {
        Map<Long, Case> before = new LinkedHashMap<>(byKey);
        cases.clear();
        byKey.clear();
        for (Upstream upstream : upstreams) {
            Map<EndpointAddress, Case> ofUpstream = new LinkedHashMap<>();
            upstream.endpoints().forEach(endpoint -> {
                Subject subject = Subject.of(upstream, endpoint);
                Case kept = before.remove(subject.key());
                Case next = kept == null ? new Case(subject, now) : kept;
                ofUpstream.put(endpoint.address(), next);
                byKey.put(subject.key(), next);
            });
            cases.put(upstream.name(), ofUpstream);
        }
        before.forEach((key, gone) -> {
            open.remove(gone);
            told.remove(gone);
            if (gone.isOut()) {
                hash -= contribution(gone);
                happened.add(new Ejected(
                        gone.subject().upstream(),
                        gone.subject().address(),
                        false,
                        gone.level(),
                        "no longer an endpoint"));
            }
            tell.accept(key, Optional.empty());
        });
        byKey.forEach((key, one) -> {
            if (open.contains(one) || !reports.vantagesOf(key).isEmpty()) {
                settle(one, now);
            }
        });
        // How many may be left out depends on how many there are.
        Set<String> upstreamsOfOpen = new LinkedHashSet<>();
        open.forEach(one -> upstreamsOfOpen.add(one.subject().upstream()));
        upstreamsOfOpen.forEach(upstream -> share(upstream, now));
    }

    /** So many requests of this member to the endpoint failed in a row. */
    public void failing(String upstream, EndpointAddress address, String reason, long now) {
        find(upstream, address)
                .filter(one -> one.subject().rule().consecutive() > 0)
                .ifPresent(one -> {
                    one.accuse(reason, peers.areNone(), now);
                    settle(one, now);
                });
    }

    /** Takes what this member's requests have come to; to be called often. */
    public void count(Collection<Tally> tallies, long now) {
        for (Tally tally : tallies) {
            find(tally.upstream(), tally.address())
                    .ifPresent(one ->
                            one.traffic().take(new Traffic.Sum(tally.answered(), tally.failed(), tally.millis()), now));
        }
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            cases.values().forEach(ofUpstream -> look(ofUpstream.values(), now));
        }
    }

    /** A trial request has ended, or told nothing. */
    public void tried(Trial trial, TrialEnd end, String reason, long now) {
        find(trial.upstream(), trial.address()).ifPresent(one -> {
            one.tried(trial.number(), end, reason, now);
            settle(one, now);
        });
    }

    /** Other members say something else of these keys, or are no longer heard. */
    public void heard(Collection<Long> keys, long now) {
        keys.forEach(key -> Optional.ofNullable(byKey.get(key)).ifPresent(one -> settle(one, now)));
    }

    /** The verdict on an endpoint turned: from then on it is the probes' to bring it back, or to take it out. */
    public void turned(Collection<String> upstreams, EndpointAddress address, boolean isDown, long now) {
        upstreams.forEach(upstream -> find(upstream, address).ifPresent(one -> {
            one.turned(isDown);
            settle(one, now);
        }));
    }

    /** To be called about every 100 ms. */
    public void tick(long now) {
        for (Case one : List.copyOf(open)) {
            one.tick(peers.areNone(), now);
            if (one.opensTrial(peers.rank(one.subject().key()), trials + 1, now)) {
                trials++;
                outdated.add(one.subject().upstream());
            }
            settle(one, now);
        }
    }

    /** What all this adds to the hash of the view. */
    public long hash() {
        return hash;
    }

    /** Whether all members leave it out. */
    public boolean isOut(String upstream, EndpointAddress address) {
        return find(upstream, address).filter(Case::isOut).isPresent();
    }

    /** Whether requests of this member to it fail. */
    public boolean isFailing(String upstream, EndpointAddress address) {
        return find(upstream, address).filter(Case::isFailing).isPresent();
    }

    /** Whether this member leaves it out by itself; no more are than may be out. */
    public boolean isAvoided(String upstream, EndpointAddress address) {
        return find(upstream, address).filter(Case::isAvoided).isPresent();
    }

    /** The number of the one trial request that may be sent to it; 0 if none may. */
    public long trial(String upstream, EndpointAddress address) {
        return find(upstream, address).map(Case::trial).orElse(0L);
    }

    /** What is said of it, and by whom. */
    public Evidence evidence(String upstream, EndpointAddress address) {
        return find(upstream, address).filter(Case::isOpen).map(this::evidence).orElse(Evidence.NONE);
    }

    /** The upstreams of which something has changed since the last time. */
    public Set<String> outdated() {
        Set<String> names = Set.copyOf(outdated);
        outdated.clear();
        return names;
    }

    /** What has happened since the last time, in order. */
    public List<Ejected> happened() {
        List<Ejected> all = List.copyOf(happened);
        happened.clear();
        return all;
    }

    private Optional<Case> find(String upstream, EndpointAddress address) {
        return Optional.ofNullable(cases.getOrDefault(upstream, Map.of()).get(address));
    }

    private void look(Collection<Case> ofUpstream, long now) {
        Map<Case, Traffic.Sum> sums = new LinkedHashMap<>();
        for (Case one : ofUpstream) {
            Passive rule = one.subject().rule();
            if (rule.share() > 0 || rule.latency() > 0) {
                sums.put(one, one.traffic().within(now));
            }
        }
        double usual = Outliers.usualMillis(sums.values());
        sums.forEach((one, sum) -> Outliers.reason(one.subject().rule(), sum, usual)
                .ifPresent(reason -> {
                    one.accuse(reason, peers.areNone(), now);
                    settle(one, now);
                }));
    }

    /** Counts the words anew, and makes true what follows for the upstream. */
    private void settle(Case one, long now) {
        Word before = told.getOrDefault(one, Word.NONE);
        Ballot counted = one.ballot();
        one.hear(words(one.subject().key()).values(), now);
        if (!before.equals(one.word())) {
            told.put(one, one.word());
            tell.accept(one.subject().key(), one.word().register(one.subject().key()));
            outdated.add(one.subject().upstream());
        }
        if (!counted.equals(one.ballot())) {
            share(one.subject().upstream(), now);
        }
        if (one.isOpen()) {
            open.add(one);
        } else {
            open.remove(one);
            told.remove(one);
        }
    }

    private void share(String upstream, long now) {
        Collection<Case> all = cases.getOrDefault(upstream, Map.of()).values();
        Shares shares = Shares.of(all);
        for (Case one : all) {
            boolean out = shares.out().contains(one);
            boolean turns = out != one.isOut();
            boolean news = one.out(out, now);
            if (turns) {
                hash += out ? contribution(one) : -contribution(one);
            }
            if (news) {
                happened.add(new Ejected(upstream, one.subject().address(), out, one.level(), reason(one)));
            }
            if (one.avoid(shares.avoided().contains(one)) || news) {
                outdated.add(upstream);
            }
        }
    }

    /** The first by id, so that all members give the same. */
    private String reason(Case one) {
        if (!one.isOut() && one.ballot().ejects()) {
            return "others are left out, and no more may be";
        }
        String stance = (one.isOut() ? Stance.FAILS : Stance.TRIED).word();
        return evidence(one).words().stream()
                .filter(said -> said.stance().equals(stance))
                .map(Evidence.Said::reason)
                .findFirst()
                .orElse(one.isOut() ? "" : "nobody says any more that it fails");
    }

    private Evidence evidence(Case one) {
        Map<MemberId, Word> words = words(one.subject().key());
        if (one.word().stance() != Stance.SILENT) {
            words.put(self, one.word());
        }
        List<Evidence.Said> said = new ArrayList<>();
        words.forEach((member, word) ->
                said.add(new Evidence.Said(member, word.stance().word(), word.reason())));
        return new Evidence(one.isOut(), one.isAvoided(), one.ballot().level(), said);
    }

    private Map<MemberId, Word> words(long key) {
        Map<MemberId, Word> words = new TreeMap<>();
        for (MemberId member : reports.vantagesOf(key)) {
            if (peers.isLive(member)) {
                reports.find(member, key)
                        .map(Word::of)
                        .filter(word -> word.stance() != Stance.SILENT)
                        .ifPresent(word -> words.put(member, word));
            }
        }
        return words;
    }

    private static long contribution(Case one) {
        return View.contribution(one.subject().key(), VerdictState.DOWN);
    }
}
