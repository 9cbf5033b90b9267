package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The section {@code defaults}: sections named for the four kinds, and their keys directly as far as only one kind has
 * them. Defaults are put into the tree before it is read, so that each value is checked where it applies and keeps the
 * place where it was written.
 */
final class Defaults {
    static final SectionShape<Section> SHAPE = shape();

    private final Node.Entries given;
    private final Node.Entries cluster;

    /** The defaults of a config whose section of defaults may be absent. */
    Defaults(Node.Entries root) {
        given = root.section("defaults");
        cluster = root.section("cluster");
    }

    /** The same config with every default in its place. */
    Node.Entries applyTo(Node.Entries root) {
        Node.Entries listener = of(Kind.LISTENER);
        Node.Entries route = of(Kind.ROUTE);
        Map<String, Node> upstreamDefaults =
                new LinkedHashMap<>(of(Kind.UPSTREAM).byKey());
        upstreamDefaults.remove(Kind.CHECK.word());
        Node.Entries upstream = new Node.Entries(given.place(), upstreamDefaults);
        Node.Entries check = check();
        Map<String, Node> filled = new LinkedHashMap<>(root.byKey());
        replace(filled, RootSection.LISTENERS, item -> ListenerSection.SHAPE.fill(item, listener));
        replace(filled, RootSection.ROUTES, item -> RouteSection.SHAPE.fill(item, route));
        replace(
                filled,
                RootSection.UPSTREAMS,
                item -> withCheck(UpstreamSection.SHAPE.fill(item, forOne(item, upstream)), check));
        return new Node.Entries(root.place(), filled);
    }

    /** The section without the keys that could mean several things, each of which is a problem. */
    static Node.Entries withoutAmbiguous(Node.Entries defaults, Problems problems) {
        Map<String, Node> kept = new LinkedHashMap<>(defaults.byKey());
        defaults.find(Kind.NAME)
                .ifPresent(name -> problems.add(name.place(), "a name cannot have a default (expected: one for each)"));
        Kind.ambiguous().forEach((key, kinds) -> {
            if (kept.containsKey(key)) {
                problems.add(
                        kept.get(key).place(),
                        "'" + key + "' is a key of several kinds (expected: it under one of " + String.join(", ", kinds)
                                + ")");
            }
        });
        kept.keySet().removeAll(Kind.ambiguous().keySet());
        kept.remove(Kind.NAME);
        return new Node.Entries(defaults.place(), kept);
    }

    private static SectionShape<Section> shape() {
        List<Field<?>> fields = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            fields.add(Field.of(kind.word(), nameless(kind), "Keys of each " + kind.word() + "."));
        }
        fields.add(Field.of(
                Kind.TIMEOUTS,
                timeouts(),
                "`head` is for listeners, `connect`, `response` and `total` are for routes, `idle` is for both."));
        for (Kind kind : Kind.values()) {
            nameless(kind).fields().stream()
                    .filter(field -> kind.flatKeys().contains(field.key()))
                    .forEach(fields::add);
        }
        return SectionShape.of(fields);
    }

    private static SectionShape<Section> nameless(Kind kind) {
        return SectionShape.of(kind.shape().fields().stream()
                        .filter(field -> !field.key().equals(Kind.NAME))
                        .toList())
                .partial();
    }

    private static SectionShape<Section> timeouts() {
        List<Field<?>> fields = new ArrayList<>(ListenerSection.TIMEOUTS_SHAPE.fields());
        RouteSection.TIMEOUTS_SHAPE.fields().stream()
                .filter(field -> !ListenerSection.TIMEOUTS_SHAPE.keys().contains(field.key()))
                .forEach(fields::add);
        return SectionShape.of(fields).partial();
    }

    /** All defaults of a kind, those in its own section first. */
    private Node.Entries of(Kind kind) {
        Map<String, Node> flat = new LinkedHashMap<>(given.byKey());
        flat.keySet().retainAll(kind.flatKeys());
        if (kind == Kind.LISTENER) {
            flat.put(Kind.TIMEOUTS, timeouts(ListenerSection.TIMEOUTS_SHAPE.keys()));
        } else if (kind == Kind.ROUTE) {
            flat.put(Kind.TIMEOUTS, timeouts(RouteSection.TIMEOUTS_SHAPE.keys()));
        }
        return kind.shape().fill(given.section(kind.word()), new Node.Entries(given.place(), flat));
    }

    private Node.Entries timeouts(List<String> keys) {
        Node.Entries timeouts = given.section(Kind.TIMEOUTS);
        Map<String, Node> kept = new LinkedHashMap<>(timeouts.byKey());
        kept.keySet().retainAll(keys);
        return new Node.Entries(timeouts.place(), kept);
    }

    /** The same for checks, to which an upstream's defaults and the cluster's have something to say too. */
    private Node.Entries check() {
        Node.Entries ofUpstream = of(Kind.UPSTREAM).section(Kind.CHECK.word());
        Node.Entries filled = CheckSection.SHAPE.fill(ofUpstream, of(Kind.CHECK));
        Map<String, Node> withVantages = new LinkedHashMap<>(filled.byKey());
        cluster.find(CheckSection.VANTAGES.key())
                .ifPresent(vantages -> withVantages.putIfAbsent(CheckSection.VANTAGES.key(), vantages));
        return new Node.Entries(filled.place(), withVantages);
    }

    /** How it is looked up may be a default; whether it is, every upstream says itself. */
    private static Node.Entries forOne(Node.Entries upstream, Node.Entries defaults) {
        String discover = UpstreamExtras.DISCOVER.key();
        Map<String, Node> kept = new LinkedHashMap<>(defaults.byKey());
        if (!upstream.byKey().containsKey(discover)) {
            kept.remove(discover);
        }
        return new Node.Entries(defaults.place(), kept);
    }

    /** An upstream without a check gets one only if the defaults say of which type. */
    private static Node.Entries withCheck(Node.Entries upstream, Node.Entries defaults) {
        Map<String, Node> filled = new LinkedHashMap<>(upstream.byKey());
        if (filled.get(Kind.CHECK.word()) instanceof Node.Entries own) {
            filled.put(Kind.CHECK.word(), CheckSection.SHAPE.fill(own, defaults));
        } else if (defaults.byKey().containsKey(CheckSection.TYPE.key())) {
            filled.putIfAbsent(Kind.CHECK.word(), defaults);
        }
        return new Node.Entries(upstream.place(), filled);
    }

    private static void replace(Map<String, Node> root, Field<?> list, UnaryOperator<Node.Entries> filled) {
        if (root.get(list.key()) instanceof Node.Items items) {
            List<Node> replaced = items.items().stream()
                    .map(item -> item instanceof Node.Entries entries ? filled.apply(entries) : item)
                    .toList();
            root.put(list.key(), new Node.Items(items.place(), replaced));
        }
    }
}
