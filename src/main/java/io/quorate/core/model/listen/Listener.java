package io.quorate.core.model.listen;

import io.quorate.core.model.net.Cidr;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.text.Names;
import io.quorate.core.model.transport.ListenerTls;
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
        Protocols protocols,
        ListenerTls tls,
        List<Cidr> trustedProxies,
        Limits limits,
        ListenerTimeouts timeouts,
        boolean reportView) {
    public Listener {
        Names.check("listener", name);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** One on clear text that leaves everything else as it is unless said. */
    public static Listener plain(String name, ListenAddress address) {
        return new Listener(
                name,
                address,
                Protocols.DEFAULT,
                ListenerTls.NONE,
                List.of(),
                Limits.DEFAULT,
                ListenerTimeouts.DEFAULT,
                false);
    }
}
