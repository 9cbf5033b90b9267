package io.quorate.app.health;

import io.quorate.core.control.status.UpstreamStatus;
import io.quorate.core.discover.Sought;
import io.quorate.core.discover.Succession;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Upstream;
import io.quorate.core.routing.Standing;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finders;
import io.quorate.discovery.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks for the endpoints that the config does not list, and puts them into it. Confined to one event loop. */
final class Discoveries {
    private final Finders finders;
    private final Consumer<String> changed;
    private final DiscoveryJournal journal;
    private final Map<String, Sought> sought = new HashMap<>();
    private final Map<String, Finder> running = new HashMap<>();

    /** @param changed told which upstream has other endpoints now */
    Discoveries(Finders finders, Consumer<String> changed, DiscoveryJournal journal) {
        this.finders = finders;
        this.changed = changed;
        this.journal = journal;
    }

    /** Looks for what these upstreams want from now on. What is found of one that wants something else now is kept. */
    void want(List<Upstream> upstreams) {
        Map<String, Discovery> wanted = new HashMap<>();
        upstreams.stream()
                .filter(upstream -> !upstream.discovery().equals(Discovery.NONE))
                .forEach(upstream -> wanted.put(upstream.name(), upstream.discovery()));
        List<String> gone = new ArrayList<>(sought.keySet());
        gone.removeAll(wanted.keySet());
        gone.forEach(upstream -> {
            sought.remove(upstream);
            end(upstream);
            journal.forget(upstream);
        });
        wanted.forEach(this::want);
    }

    /** The config with what is found put into it. */
    ProxyConfig joined(ProxyConfig config) {
        return config.withUpstreams(config.upstreams().stream()
                .map(upstream -> Optional.ofNullable(sought.get(upstream.name()))
                        .map(found -> upstream.withFound(found.endpoints()))
                        .orElse(upstream))
                .toList());
    }

    /** Whether some endpoints that are gone still serve. */
    boolean areLeaving() {
        return sought.values().stream().anyMatch(one -> !one.leaving().isEmpty());
    }

    /** Lets those go that may; whether any does. */
    boolean relieve(List<UpstreamStatus> upstreams, long now) {
        boolean changed = false;
        for (UpstreamStatus upstream : upstreams) {
            Sought before = sought.get(upstream.name());
            if (before != null && !before.leaving().isEmpty()) {
                Succession succession = succession(upstream);
                Sought after = succession.after(before, now);
                sought.put(upstream.name(), after);
                journal.tellHeld(upstream.name(), after, succession.holds(after, now));
                changed |= !after.equals(before);
            }
        }
        return changed;
    }

    /** Whether of everything that is looked for there was an answer, or it is certain that there is nothing. */
    boolean areKnown() {
        return sought.values().stream().allMatch(one -> one.asked().known());
    }

    /** Whether everything that is looked for has been asked for at least. */
    boolean areTried() {
        return sought.values().stream()
                .map(Sought::asked)
                .allMatch(asked -> asked.answered() || !asked.problem().isEmpty());
    }

    /** By upstream. */
    Map<String, Sought> status() {
        return Map.copyOf(sought);
    }

    void close() {
        running.values().forEach(Finder::close);
        running.clear();
        sought.clear();
    }

    private void want(String upstream, Discovery discovery) {
        Sought before = sought.get(upstream);
        if (before != null && before.discovery().equals(discovery)) {
            return;
        }
        end(upstream);
        journal.begin(upstream);
        sought.put(upstream, before == null ? Sought.of(discovery) : before.elsewhere(discovery));
        running.put(upstream, finders.find(discovery, finding -> take(upstream, finding)));
    }

    private static Succession succession(UpstreamStatus upstream) {
        return new Succession(addresses(upstream, Standing::isIn), addresses(upstream, standing -> !standing.known()));
    }

    private static Set<EndpointAddress> addresses(UpstreamStatus upstream, Predicate<Standing> are) {
        return upstream.endpoints().stream()
                .filter(status -> are.test(status.standing()))
                .map(status -> status.endpoint().address())
                .collect(Collectors.toSet());
    }

    private static Sought failed(Sought before, Finding.Failed failure) {
        return before.failed(failure.reason(), failure.certain());
    }

    private void end(String upstream) {
        Optional.ofNullable(running.remove(upstream)).ifPresent(Finder::close);
    }

    private void take(String upstream, Finding finding) {
        Sought before = sought.get(upstream);
        if (before == null) {
            return;
        }
        Sought after = finding instanceof Finding.Found found
                ? before.answered(found.endpoints(), System.nanoTime())
                : failed(before, (Finding.Failed) finding);
        sought.put(upstream, after);
        journal.tell(upstream, before, after);
        boolean first = !before.asked().equals(after.asked()) && !before.asked().answered();
        if (first || after.turn() != before.turn()) {
            changed.accept(upstream);
        }
    }
}
