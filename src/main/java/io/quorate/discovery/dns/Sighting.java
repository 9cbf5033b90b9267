package io.quorate.discovery.dns;

import io.quorate.core.model.upstream.Endpoint;
import io.quorate.discovery.Finding;
import io.quorate.discovery.dns.Shares.Offer;
import java.util.List;

/**
 * What came of looking once.
 *
 * @param ttl how long the answer may be used, in seconds
 */
record Sighting(Finding finding, long ttl) {
    /** More than any upstream has; an answer that says so is a mistake, or meant to do harm. */
    static final int MOST = 1_000;

    /** These were found. */
    static Sighting of(String name, List<Offer> offers, long ttl) {
        for (Offer offer : offers) {
            if (!offer.isOfAHost()) {
                return failed(name, offer.address().host() + " is not the address of a host");
            }
        }
        List<Endpoint> endpoints = Shares.of(offers);
        return endpoints.size() > MOST
                ? tooMany(name, endpoints.size(), "addresses")
                : new Sighting(new Finding.Found(endpoints), ttl);
    }

    /** Nothing was found. */
    static Sighting none(String name, Answer answer, String missing) {
        if (answer instanceof Answer.Broken broken) {
            return failed(name, broken.reason());
        }
        String reason = answer.equals(new Answer.Missing(true)) ? missing : "no such name";
        return new Sighting(new Finding.Failed(name + ": " + reason, true), 0);
    }

    static Sighting tooMany(String name, int count, String what) {
        return failed(name, count + " " + what + " (expected: at most " + MOST + ")");
    }

    static Sighting failed(String name, String reason) {
        return new Sighting(new Finding.Failed(name + ": " + reason), 0);
    }
}
