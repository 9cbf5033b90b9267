package io.quorate.core.routing;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Panic;
import io.quorate.core.model.upstream.Upstream;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which endpoints of an upstream are used, given how they stand. All but what a member avoids by itself is a function of
 * the agreed view, so that members that agree on it use the same, and panic together.
 *
 * @param used places of the endpoints that are used
 * @param panic whether too few are healthy
 * @param distant addresses of those used only where none of the member's own zone can be
 */
public record Selection(Set<Integer> used, boolean panic, Set<EndpointAddress> distant) {
    public Selection {
        used = Set.copyOf(used);
        distant = Set.copyOf(distant);
    }

    /**
     * The selection of a member in that zone.
     *
     * @param standings one an endpoint, in their order
     * @param zone empty: not said
     */
    public static Selection of(Upstream upstream, List<Standing> standings, String zone) {
        return new Maker(upstream, standings).selection(zone);
    }

    /** What is asked again and again of one upstream. */
    private record Maker(Upstream upstream, List<Standing> standings) {
        Selection selection(String zone) {
            if (serves(place -> standings.get(place).isIn())) {
                return calm(place -> standings.get(place).isIn(), zone);
            }
            // Better those whose requests fail than those that are down.
            if (serves(place -> standings.get(place).up())) {
                return calm(place -> standings.get(place).up(), zone);
            }
            Panic panic = upstream.failover().panic();
            boolean on = panic.threshold() > 0
                    && weight(place -> standings.get(place).known()) > 0;
            Set<Integer> used = on
                    ? panicking(panic.mode())
                    : places(place -> standings.get(place).isIn());
            return new Selection(used, on, Set.of());
        }

        /** Probes are no longer believed. Requests are: what fails them is left out while anything else is there. */
        private Set<Integer> panicking(Panic.Mode mode) {
            if (mode == Panic.Mode.REFUSE) {
                return Set.of();
            }
            IntPredicate answering = place ->
                    !standings.get(place).ejected() && !standings.get(place).failing();
            return places(any(answering) ? answering : place -> true);
        }

        /** Whether those are enough; with a backup among them they always are. */
        private boolean serves(IntPredicate wanted) {
            long all = weight(place -> standings.get(place).known());
            boolean few = upstream.failover().panic().isOn(weight(wanted), all);
            boolean backup = any(place -> wanted.test(place) && endpoint(place).backup());
            return any(wanted) && (!few || backup);
        }

        /** What this member cannot reach itself it does not use, as long as anything else that takes requests is left. */
        private Selection calm(IntPredicate in, String zone) {
            IntPredicate reachable =
                    place -> in.test(place) && !standings.get(place).avoided();
            Set<Integer> used = places(any(reachable) ? reachable : in);
            return new Selection(used, false, distant(in, zone));
        }

        private Set<EndpointAddress> distant(IntPredicate in, String zone) {
            if (!upstream.failover().ownZone() || zone.isEmpty()) {
                return Set.of();
            }
            IntPredicate near = place -> endpoint(place).zone().equals(zone);
            long left = weight(place -> near.test(place) && in.test(place));
            long all = weight(place -> near.test(place) && standings.get(place).known());
            boolean enough = left > 0 && !upstream.failover().panic().isOn(left, all);
            return enough
                    ? places(place -> !near.test(place) && !endpoint(place).backup()).stream()
                            .map(place -> endpoint(place).address())
                            .collect(Collectors.toSet())
                    : Set.of();
        }

        /** Of those, the backups left out. */
        private long weight(IntPredicate wanted) {
            return IntStream.range(0, standings.size())
                    .filter(wanted)
                    .mapToObj(this::endpoint)
                    .filter(endpoint -> !endpoint.backup())
                    .mapToLong(Endpoint::weight)
                    .sum();
        }

        private boolean any(IntPredicate wanted) {
            return IntStream.range(0, standings.size())
                    .anyMatch(place -> wanted.test(place) && endpoint(place).weight() > 0);
        }

        private Set<Integer> places(IntPredicate wanted) {
            return IntStream.range(0, standings.size()).filter(wanted).boxed().collect(Collectors.toSet());
        }

        private Endpoint endpoint(int place) {
            return upstream.endpoints().get(place);
        }
    }
}
