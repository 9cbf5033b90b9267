package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.Nearest;
import io.quorate.config.schema.Read;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import io.quorate.config.tree.Problems;
import io.quorate.core.model.net.ListenAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What holds between values. It is looked for in the tree, not in the values that were read, so that a value that is
 * wrong by itself hides nothing else.
 */
final class CrossChecks {
    private final Node.Entries root;
    private final Problems problems;

    /** Of a config with its defaults in place. */
    CrossChecks(Node.Entries root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** What can be said even if a part of the config is missing. */
    void within() {
        for (Field<?> list : List.of(RootSection.LISTENERS, RootSection.ROUTES, RootSection.UPSTREAMS)) {
            namesOnce(list.key());
        }
        addressesOnce();
        matchesOnce();
        hedgesInTime();
    }

    /** Whether what routes refer to is there. */
    void references() {
        Set<String> listeners = names(RootSection.LISTENERS.key());
        Set<String> upstreams = names(RootSection.UPSTREAMS.key());
        for (Node.Entries route : items(RootSection.ROUTES.key())) {
            route.find(RouteSection.UPSTREAM.key()).ifPresent(name -> known(name, "upstream", upstreams));
            route.items(RouteSection.LISTENERS.key()).forEach(name -> known(name, "listener", listeners));
        }
    }

    private void namesOnce(String list) {
        Map<String, Place> seen = new HashMap<>();
        for (Node.Entries item : items(list)) {
            item.text("name").ifPresent(name -> {
                Place first = seen.putIfAbsent(name, placeOf(item, "name"));
                if (first != null) {
                    problems.add(
                            placeOf(item, "name"),
                            name + " (expected: a name that no other of the " + list + " has; also at "
                                    + first.reference() + ")");
                }
            });
        }
    }

    private void addressesOnce() {
        Map<ListenAddress, Place> seen = new HashMap<>();
        for (Node.Entries listener : items(RootSection.LISTENERS.key())) {
            listener.text("address").flatMap(CrossChecks::address).ifPresent(address -> {
                Place first = seen.putIfAbsent(address, placeOf(listener, "address"));
                if (first != null && address.port() != 0) {
                    problems.add(
                            placeOf(listener, "address"),
                            address + " (expected: an address that no other listener has; also at " + first.reference()
                                    + ")");
                }
            });
        }
    }

    private void matchesOnce() {
        Map<List<Object>, Place> seen = new HashMap<>();
        for (Node.Entries route : items(RootSection.ROUTES.key())) {
            Place first = seen.putIfAbsent(match(route), route.place());
            if (first != null) {
                problems.add(
                        route.place(),
                        "takes the very same requests as another route (expected: another match; also at "
                                + first.reference() + ")");
            }
        }
    }

    /** Beside one that has failed by then nothing could be asked. */
    private void hedgesInTime() {
        for (Node.Entries route : items(RootSection.ROUTES.key())) {
            if (route.byKey().containsKey(RouteSection.UPSTREAM.key())) {
                Node.Entries hedge = route.section(RetrySections.HEDGE.key());
                Node.Entries timeouts = route.section(RouteSection.TIMEOUTS.key());
                inTime(hedge, timeouts, RetrySections.CONNECT, RouteSection.CONNECT_UNLESS_GIVEN);
                inTime(hedge, timeouts, RetrySections.RESPONSE, RouteSection.RESPONSE_UNLESS_GIVEN);
            }
        }
    }

    /** A wait of both sections, of the same name. */
    private void inTime(Node.Entries hedge, Node.Entries timeouts, Field<Duration> wait, String unlessGiven) {
        Node timeout = timeouts.find(wait.key()).orElse(new Node.Text(Place.NOWHERE, unlessGiven));
        Duration most = read(wait, timeout);
        Duration hedged = hedge.find(wait.key()).map(node -> read(wait, node)).orElse(Duration.ZERO);
        if (!hedged.isZero() && !most.isZero() && hedged.compareTo(most) >= 0) {
            String where = timeout.place().equals(Place.NOWHERE)
                    ? ""
                    : " at " + timeout.place().reference();
            problems.add(
                    placeOf(hedge, wait.key()),
                    hedge.text(wait.key()).orElse("") + " (expected: 0s, or less than timeouts." + wait.key()
                            + ", which is " + ((Node.Text) timeout).text() + where + ")");
        }
    }

    /** Zero for what cannot be read, which is a problem of its own. */
    private static Duration read(Field<Duration> wait, Node node) {
        return wait.shape().read(node, new Problems()).map(Read::value).orElse(Duration.ZERO);
    }

    private void known(Node name, String what, Set<String> known) {
        if (name instanceof Node.Text text && !known.contains(text.text())) {
            problems.add(
                    name.place(), text.text() + ": no such " + what + " (" + Nearest.hint(text.text(), known) + ")");
        }
    }

    private Set<String> names(String list) {
        return items(list).stream()
                .flatMap(item -> item.text("name").stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Node.Entries> items(String list) {
        List<Node.Entries> entries = new ArrayList<>();
        for (Node item : root.items(list)) {
            if (item instanceof Node.Entries each) {
                entries.add(each);
            }
        }
        return entries;
    }

    /** What a route takes, in one form. */
    private static List<Object> match(Node.Entries route) {
        return List.of(
                texts(route, RouteSection.LISTENERS),
                lower(texts(route, RouteSection.HOSTS)),
                route.text(RouteSection.PATH.key()).orElse("/"),
                route.text(RouteSection.EXACT.key()).orElse("false"),
                texts(route, RouteSection.METHODS),
                headers(route));
    }

    private static Set<String> texts(Node.Entries route, Field<?> field) {
        return route.items(field.key()).stream()
                .map(item -> item instanceof Node.Text text ? text.text() : "")
                .collect(Collectors.toSet());
    }

    private static Set<String> lower(Set<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static Map<String, String> headers(Node.Entries route) {
        Node.Entries given = route.section(RouteSection.HEADERS.key());
        Map<String, String> headers = new TreeMap<>();
        given.byKey()
                .keySet()
                .forEach(name -> headers.put(
                        name.toLowerCase(Locale.ROOT), given.text(name).orElse("")));
        return headers;
    }

    private static Place placeOf(Node.Entries entries, String key) {
        return entries.find(key).map(Node::place).orElse(entries.place());
    }

    private static Optional<ListenAddress> address(String text) {
        try {
            return Optional.of(ListenAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a problem of its own, found when the address is read
        }
    }
}
