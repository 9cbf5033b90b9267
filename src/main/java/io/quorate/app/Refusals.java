package io.quorate.app;

import io.quorate.app.reload.ConfigRefusedException;
import io.quorate.config.LoadedConfig;
import io.quorate.core.model.Problem;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.proxy.ListenerBindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is wrong with a config that shows only when it is to be made true, told at the place in it that is to blame. */
final class Refusals {
    private final Settings settings;
    private final LoadedConfig loaded;

    Refusals(Settings settings, LoadedConfig loaded) {
        this.settings = settings;
        this.loaded = loaded;
    }

    /**
     * Addresses that both the admin API and a listener want. Within one process such a socket would be shared, and
     * clients be given the admin API by turns.
     *
     * @param now where the admin API listens already
     * @param open addresses of the listeners that are open
     */
    List<Problem> clashes(Set<ListenAddress> now, Set<ListenAddress> open) {
        ProxyConfig config = loaded.config();
        ListenAddress next = settings.over(config.admin()).address();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < config.listeners().size(); i++) {
            ListenAddress wanted = config.listeners().get(i).address();
            if (wanted.port() != 0 && (wanted.equals(next) || now.contains(wanted))) {
                problems.add(loaded.problemAt(
                        "listeners[" + i + "].address",
                        wanted + " (expected: an address that the admin API does not use, nor is about to leave)"));
            }
        }
        if (next.port() != 0 && !now.contains(next) && open.contains(next)) {
            problems.add(loaded.problemAt(
                    "admin.address", next + " (expected: an address that no listener uses, nor is about to leave)"));
        }
        return problems;
    }

    /** A file that the access log cannot go to; blocks. */
    List<Problem> accessLog() {
        return LogPlace.problems(loaded, settings.conf());
    }

    /** An address of the admin API that cannot be bound. */
    ConfigRefusedException admin(Throwable cause) {
        String given = settings.admin().isEmpty() ? "" : " (given by --admin)";
        String address = settings.over(loaded.config().admin()).address() + given;
        String message = address + " cannot be bound: " + cause.getMessage();
        return new ConfigRefusedException(List.of(loaded.problemAt("admin.address", message)));
    }

    /** The failure as a problem of the config, if it is one. */
    Throwable listener(Throwable failure) {
        if (!(failure instanceof ListenerBindException refused)) {
            return failure;
        }
        List<String> names =
                loaded.config().listeners().stream().map(Listener::name).toList();
        Throwable cause = refused.getCause();
        String reason = String.valueOf(cause == null ? refused.getMessage() : cause.getMessage());
        String path = "listeners[" + names.indexOf(refused.listener()) + "].address";
        return new ConfigRefusedException(List.of(loaded.problemAt(path, "cannot be bound: " + reason)));
    }
}
