package io.quorate.proxy.attempt;

import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.balance.Picker;
import io.quorate.core.balance.Sticky;
import io.quorate.core.model.text.StableHash;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Chooses among the endpoints of a pool by what requests bring. It belongs to one event loop. */
final class Chooser {
    private final Pool pool;
    private final Picker picker;
    private final Balance balance;
    private final Sticky sticky;
    private final boolean releasesFromBackups;
    /** What most requests get: nothing of theirs matters. */
    private final Choice plain;

    Chooser(Pool pool, Picker picker) {
        this.pool = pool;
        this.picker = picker;
        this.balance = pool.balance();
        this.sticky = new Sticky(pool.upstream(), isSticky() ? pool.endpoints() : List.of());
        this.releasesFromBackups = pool.hasOthersThanBackups();
        this.plain = new Choice(this, "", Picker.NONE);
    }

    Choice choice(HttpHeaders fields, String clientAddress, String path) {
        String key = key(fields, clientAddress, path);
        int named = isSticky() ? sticky.place(Cookies.find(fields, balance.stickyCookie())) : Picker.NONE;
        return key.isEmpty() && named == Picker.NONE ? plain : new Choice(this, key, named);
    }

    int pick(String key, IntPredicate untried) {
        return key.isEmpty() ? picker.pick(untried) : picker.pick(StableHash.of(key), untried);
    }

    /** A backup lets its clients go as soon as another can take them, and what is only tried takes none. */
    boolean honours(int named) {
        Endpoint endpoint = pool.endpoints().get(named);
        boolean tried = pool.health().trials().containsKey(endpoint.address());
        return !tried && !(releasesFromBackups && endpoint.backup());
    }

    Optional<String> cookie(int place, boolean secure) {
        if (!isSticky()) {
            return Optional.empty();
        }
        String cookie = balance.stickyCookie() + "=" + sticky.id(place) + "; Path=/; HttpOnly; SameSite=Lax";
        return Optional.of(secure ? cookie + "; Secure" : cookie);
    }

    private boolean isSticky() {
        return !balance.stickyCookie().isEmpty();
    }

    /** Empty if the request does not have what the policy goes by: an empty field says no more than none. */
    private String key(HttpHeaders fields, String clientAddress, String path) {
        Balance.By by = balance.by();
        return switch (by.source()) {
            case NOTHING -> "";
            case HEADER -> fields.contains(by.name()) ? fields.get(by.name()) : "";
            case COOKIE -> Cookies.find(fields, by.name());
            case CLIENT_IP -> clientAddress;
            case PATH -> path;
        };
    }
}
