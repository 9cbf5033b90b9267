package io.quorate.core.model;

import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.text.Names;
import java.util.List;

/**
 * Where clients connect.
 *
 * @param trustedProxies peers whose {@code Forwarded} and {@code X-Forwarded-*} are believed
 * @param reportView whether responses say which view, endpoint and attempts made them
 */
public record Listener(
        String name,
        ListenAddress address,
        List<Cidr> trustedProxies,
        Limits limits,
        ListenerTimeouts timeouts,
        boolean reportView) {
    public Listener {
        Names.check("listener", name);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
