package io.quorate.core.balance;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.upstream.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids by which clients name the endpoint that they stay at. An id says nothing to a client, and is the same on every
 * member and after every restart, so that any member can honour what another gave.
 */
public final class Sticky {
    private final Map<String, Integer> places = new HashMap<>();
    private final String[] ids;

    public Sticky(String upstream, List<Endpoint> endpoints) {
        ids = endpoints.stream()
                .map(endpoint -> id(upstream, endpoint.address()))
                .toArray(String[]::new);
        for (int place = 0; place < ids.length; place++) {
            places.put(ids[place], place);
        }
    }

    /** The place of the endpoint with that id, or {@link Picker#NONE}. */
    public int place(String id) {
        return places.getOrDefault(id, Picker.NONE);
    }

    /** 16 hexadecimal digits. */
    public String id(int place) {
        return ids[place];
    }

    private static String id(String upstream, EndpointAddress address) {
        return Fingerprint.of(Fingerprint.join("sticky", upstream, address));
    }
}
