package io.quorate.core.passive;

import io.quorate.core.model.upstream.Passive;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Which endpoint's requests are out of line within the window: a pure function of what they came to. */
final class Outliers {
    /** Of fewer requests nothing is said. */
    static final int LEAST_REQUESTS = 20;

    /** Of fewer endpoints nobody knows which is the odd one. */
    static final int LEAST_ENDPOINTS = 3;

    /** Less is no matter to anybody, however many times as much it is. */
    static final double LEAST_MILLIS_MORE = 50;

    private Outliers() {}

    /**
     * Milliseconds that an answer takes at most endpoints: the median of their means, which one or two slow ones do not
     * change much. Infinite if that is not known.
     */
    static double usualMillis(Collection<Traffic.Sum> endpoints) {
        double[] means = endpoints.stream()
                .filter(one -> one.requests() >= LEAST_REQUESTS)
                .mapToDouble(Traffic.Sum::meanMillis)
                .sorted()
                .toArray();
        return means.length < LEAST_ENDPOINTS
                ? Double.POSITIVE_INFINITY
                : (means[(means.length - 1) / 2] + means[means.length / 2]) / 2;
    }

    /** Why an endpoint is out of line; empty if it is not, or too little is known. */
    static Optional<String> reason(Passive rule, Traffic.Sum one, double usualMillis) {
        if (one.requests() < LEAST_REQUESTS) {
            return Optional.empty();
        }
        if (rule.share() > 0 && one.failing() >= rule.share()) {
            return Optional.of(one.failed() + " of " + one.requests() + " requests failed in "
                    + rule.window().toMillis() + " ms");
        }
        double mean = one.meanMillis();
        boolean slow =
                rule.latency() > 0 && mean >= rule.latency() * usualMillis && mean - usualMillis >= LEAST_MILLIS_MORE;
        return slow
                ? Optional.of(String.format(Locale.ROOT, "%.0f ms to answer, usual are %.0f ms", mean, usualMillis))
                : Optional.empty();
    }
}
