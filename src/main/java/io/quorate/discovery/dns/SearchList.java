package io.quorate.discovery.dns;

import java.util.ArrayList;
import java.util.List;

/**
 * What a name is tried with, as {@code /etc/resolv.conf} says (resolv.conf(5)).
 *
 * @param domains added to a name, one after the other
 * @param ndots how many dots make a name be tried as it stands first
 */
record SearchList(List<String> domains, int ndots) {
    /** A name is tried as it stands and no other way. */
    static final SearchList NONE = new SearchList(List.of(), 1);

    private static final int MOST_NDOTS = 15;
    private static final int LONGEST_NAME = 254;
    private static final String NDOTS = "ndots:";

    SearchList {
        domains = List.copyOf(domains);
    }

    /** Reads the lines of a resolv.conf. What it does not know is passed over. */
    static SearchList of(List<String> lines) {
        List<String> domains = List.of();
        int ndots = 1;
        for (String line : lines) {
            List<String> words = List.of(line.strip().split("\\s+"));
            List<String> values = words.subList(1, words.size());
            switch (words.get(0)) {
                case "search" -> domains = values;
                case "domain" -> domains = values.stream().limit(1).toList();
                case "options" ->
                    ndots = values.stream()
                            .filter(value -> value.matches(NDOTS + "\\d{1,4}"))
                            .map(value -> Integer.parseInt(value.substring(NDOTS.length())))
                            .reduce(ndots, (before, value) -> Math.min(MOST_NDOTS, value));
                default -> {}
            }
        }
        return new SearchList(domains, ndots);
    }

    /** All that a name may stand for, each ending in a dot, in the order in which they are tried. */
    List<String> candidates(String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> candidates = new ArrayList<>(domains.stream()
                .map(domain -> absolute(name + "." + domain))
                .filter(candidate -> candidate.length() <= LONGEST_NAME)
                .toList());
        boolean first = name.chars().filter(c -> c == '.').count() >= ndots;
        candidates.add(first ? 0 : candidates.size(), absolute(name));
        return List.copyOf(candidates);
    }

    private static String absolute(String name) {
        return name.endsWith(".") ? name : name + ".";
    }
}
