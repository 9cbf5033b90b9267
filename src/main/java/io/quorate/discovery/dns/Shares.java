package io.quorate.discovery.dns;

import io.netty.util.NetUtil;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Endpoint;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From priorities and weights of SRV records (RFC 2782) to backups and weights of endpoints. */
final class Shares {
    private Shares() {}

    /**
     * Each address once, in order. Those of the lowest priority are used, all others are backups. One that was said more
     * than once has the lowest of its priorities, and the weights that it was given with that add up.
     */
    static List<Endpoint> of(List<Offer> offers) {
        Map<EndpointAddress, Offer> each = new TreeMap<>();
        for (Offer offer : offers) {
            each.merge(offer.address(), offer, Shares::together);
        }
        int lowest = each.values().stream().mapToInt(Offer::priority).min().orElse(0);
        Scale used = Scale.of(
                each.values().stream().filter(one -> one.priority() == lowest).toList());
        Scale kept = Scale.of(
                each.values().stream().filter(one -> one.priority() > lowest).toList());
        List<Endpoint> endpoints = new ArrayList<>();
        each.forEach((address, offer) -> {
            boolean backup = offer.priority() > lowest;
            endpoints.add(new Endpoint(address, (backup ? kept : used).weight(offer.weight()), "", backup));
        });
        return List.copyOf(endpoints);
    }

    private static Offer together(Offer one, Offer other) {
        if (one.priority() != other.priority()) {
            return one.priority() < other.priority() ? one : other;
        }
        return new Offer(one.host(), one.port(), one.priority(), one.weight() + other.weight());
    }

    /**
     * How weights become those of endpoints.
     *
     * @param factor what they are multiplied by; 0 if all are equal
     */
    private record Scale(double factor) {
        static Scale of(List<Offer> offers) {
            double most = offers.stream().mapToDouble(Offer::weight).max().orElse(0);
            double least = offers.stream().mapToDouble(Offer::weight).min().orElse(0);
            if (most == least) {
                return new Scale(0);
            }
            boolean fits = most <= Endpoint.MAX_WEIGHT
                    && least > 0
                    && offers.stream().allMatch(offer -> offer.weight() == Math.rint(offer.weight()));
            return new Scale(fits ? 1 : Endpoint.MAX_WEIGHT / most);
        }

        /** Never 0: a record of weight 0 beside greater ones has a very small chance, not none (RFC 2782). */
        int weight(double weight) {
            return Math.max(1, (int) Math.min(Endpoint.MAX_WEIGHT, Math.round(weight * factor)));
        }
    }

    /**
     * One address that was found, with what an SRV record said of it.
     *
     * @param priority the lowest of all is used first
     * @param weight its share among those of its priority
     */
    record Offer(InetAddress host, int port, int priority, double weight) {
        EndpointAddress address() {
            return new EndpointAddress(NetUtil.toAddressString(host), port);
        }

        /** Whether it is an address that a host can have. Connecting to 0.0.0.0 would be to this machine itself. */
        boolean isOfAHost() {
            byte[] bytes = host.getAddress();
            return !host.isAnyLocalAddress()
                    && !host.isMulticastAddress()
                    && !(bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0);
        }
    }
}
