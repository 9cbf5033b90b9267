package io.quorate.core.simulation;

import static io.quorate.core.simulation.Agenda.MILLI;
import static io.quorate.core.simulation.Agenda.SECOND;

import io.quorate.core.model.net.EndpointAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What goes wrong in a run, from its beginning until all is healed. */
enum Fault {
    NONE,
    ENDPOINTS,
    KILLS,
    LEAVES,
    JOINS,
    STOPS,
    LOSS,
    DELAY,
    PARTITION,
    ONE_WAY,
    PAIRWISE,
    HINTS,
    GENERATIONS,
    LIAR,
    LOSSY,
    STARVED,
    REQUESTS;

    private static final Network.Weather ROUGH = new Network.Weather(0, 0.2, 20 * MILLI, 400 * MILLI);

    void strike(Cluster cluster, Dice dice) {
        cluster.note("begins: " + this);
        switch (this) {
            case NONE -> {}
            case ENDPOINTS -> turnEndpoints(cluster, dice);
            case KILLS -> repeatedly(cluster, dice, 5 * SECOND, () -> someone(cluster, dice, cluster::kill));
            case LEAVES -> inRoughWeather(cluster, dice, 4 * SECOND, () -> someone(cluster, dice, cluster::leave));
            case JOINS ->
                repeatedly(
                        cluster,
                        dice,
                        3 * SECOND,
                        () -> cluster.join(cluster.configs().first()));
            case STOPS -> repeatedly(cluster, dice, 6 * SECOND, () -> stop(cluster, dice));
            case LOSS ->
                cluster.network().weather(new Network.Weather(dice.between(5, 30) / 100.0, 0.2, MILLI, 20 * MILLI));
            case DELAY -> cluster.network().weather(ROUGH);
            case PARTITION -> repeatedly(cluster, dice, 9 * SECOND, () -> part(cluster, dice));
            case ONE_WAY -> cutLinks(cluster, dice, false);
            case PAIRWISE -> cutLinks(cluster, dice, true);
            case HINTS -> repeatedly(cluster, dice, SECOND, () -> hintWrongly(cluster, dice));
            case GENERATIONS -> inRoughWeather(cluster, dice, SECOND, () -> reload(cluster, dice));
            case LIAR -> lie(cluster, dice);
            case LOSSY -> loseMuch(cluster, dice);
            case STARVED -> starve(cluster, dice, dice.one(cluster.members()));
            case REQUESTS -> failRequests(cluster, dice);
        }
    }

    private static void repeatedly(Cluster cluster, Dice dice, long about, Runnable what) {
        cluster.agenda().after(dice.nanos(about / 2, about * 3 / 2), () -> {
            if (cluster.agenda().now() < Run.HEALED) {
                what.run();
                repeatedly(cluster, dice, about, what);
            }
        });
    }

    private static void inRoughWeather(Cluster cluster, Dice dice, long about, Runnable what) {
        if (dice.chance(0.5)) {
            cluster.network().weather(ROUGH);
        }
        repeatedly(cluster, dice, about, what);
    }

    /** The last one that runs is left alone. */
    private static void someone(Cluster cluster, Dice dice, Consumer<Member> what) {
        List<Member> running = cluster.running();
        if (running.size() > 1) {
            what.accept(dice.one(running));
        }
    }

    /** Every other endpoint stays as it is, so that whatever is said against it is wrong. */
    private static void turnEndpoints(Cluster cluster, Dice dice) {
        List<EndpointAddress> addresses = cluster.configs().addresses();
        for (int i = 0; i < addresses.size(); i += 2) {
            EndpointAddress address = addresses.get(i);
            long stays = dice.chance(0.3) ? SECOND : 7 * SECOND;
            repeatedly(cluster, dice, stays, () -> {
                if (cluster.agenda().now() < Run.HEALED - 8 * SECOND) {
                    cluster.turn(address, dice.one(List.of(Endpoints.Condition.values())));
                }
            });
        }
    }

    /** Requests to some fail for a while, though their probes pass. */
    private static void failRequests(Cluster cluster, Dice dice) {
        repeatedly(cluster, dice, 4 * SECOND, () -> {
            EndpointAddress address = dice.one(cluster.configs().addresses());
            boolean fail = cluster.agenda().now() < Run.HEALED - 9 * SECOND && dice.chance(0.7);
            cluster.note("requests to " + address + (fail ? " fail" : " are answered"));
            cluster.endpoints().failRequests(address, fail);
        });
        cluster.agenda()
                .at(
                        Run.HEALED - 8 * SECOND,
                        () -> cluster.configs()
                                .addresses()
                                .forEach(address -> cluster.endpoints().failRequests(address, false)));
    }

    private static void stop(Cluster cluster, Dice dice) {
        someone(cluster, dice, member -> {
            long nanos = dice.nanos(300 * MILLI, 8 * SECOND);
            cluster.note(member.id() + " is stopped for " + nanos / MILLI + " ms");
            cluster.pause(member, Math.min(nanos, Run.HEALED - cluster.agenda().now()));
        });
    }

    private static void starve(Cluster cluster, Dice dice, Member member) {
        cluster.agenda().after(dice.nanos(20 * MILLI, 400 * MILLI), () -> {
            member.starves(cluster.agenda().now() < Run.HEALED - 2 * SECOND);
            if (member.isStarving()) {
                cluster.pause(member, dice.nanos(100 * MILLI, 2 * SECOND));
                starve(cluster, dice, member);
            }
        });
    }

    /** Two sides that do not hear each other; the transport notices later, and later that it is over. */
    private static void part(Cluster cluster, Dice dice) {
        List<Member> one = new ArrayList<>();
        List<Member> other = new ArrayList<>();
        cluster.members().forEach(member -> (dice.chance(0.5) ? one : other).add(member));
        cluster.note("cut " + ids(one) + " from " + ids(other));
        one.forEach(a -> other.forEach(b -> {
            cluster.network().cut(a.id(), b.id());
            cluster.network().cut(b.id(), a.id());
        }));
        cluster.agenda().after(dice.nanos(SECOND, 8 * SECOND), () -> {
            cluster.note("cut ends");
            cluster.network().heal();
        });
    }

    private static void cutLinks(Cluster cluster, Dice dice, boolean both) {
        for (int i = 0; i < 2; i++) {
            Member a = dice.one(cluster.members());
            Member b = dice.one(cluster.members());
            cluster.note("cut " + a.id() + " to " + b.id() + (both ? " and back" : ""));
            cluster.network().cut(a.id(), b.id());
            if (both) {
                cluster.network().cut(b.id(), a.id());
            }
        }
    }

    private static void hintWrongly(Cluster cluster, Dice dice) {
        Member deceived = dice.one(cluster.members());
        Member missing = dice.one(cluster.members());
        if (deceived != missing) {
            cluster.hintWrongly(deceived, missing);
        }
    }

    private static void reload(Cluster cluster, Dice dice) {
        someone(cluster, dice, member -> {
            boolean second = dice.chance(0.6);
            cluster.note(member.id() + " goes over to generation " + (second ? 2 : 1));
            member.configure(
                    second ? cluster.configs().second() : cluster.configs().first());
        });
    }

    private static void lie(Cluster cluster, Dice dice) {
        Member liar = dice.one(cluster.members());
        EndpointAddress address = dice.one(cluster.configs().addresses());
        cluster.note(liar.id() + " cannot reach " + address);
        liar.loses(address);
        if (dice.chance(0.6)) {
            // Newcomers that have not voted yet must not leave the word to the liar.
            dice.one(List.of(JOINS, LEAVES, HINTS)).strike(cluster, dice);
        }
    }

    private static void loseMuch(Cluster cluster, Dice dice) {
        Member lossy = dice.one(cluster.members());
        double share = dice.between(30, 50) / 100.0;
        cluster.note(lossy.id() + " loses " + share);
        lossy.loses(share);
        cluster.network().weatherAround(lossy.id(), new Network.Weather(share, 0.1, MILLI, 300 * MILLI));
    }

    private static List<String> ids(List<Member> members) {
        return members.stream().map(member -> member.id().value()).toList();
    }
}
