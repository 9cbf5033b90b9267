package io.quorate.config;

import io.quorate.core.model.Problem;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.pem.OutOfDate;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.upstream.Upstream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a config can be served, and is hardly meant. */
final class Doubts {
    private final LoadedConfig loaded;
    private final Instant at;
    private final List<Problem> found = new ArrayList<>();

    private Doubts(LoadedConfig loaded, Instant at) {
        this.loaded = loaded;
        this.at = at;
    }

    /** Those at that moment, in the order of the config. */
    static List<Problem> of(LoadedConfig loaded, Instant at) {
        Doubts doubts = new Doubts(loaded, at);
        List<Listener> listeners = loaded.config().listeners();
        for (int i = 0; i < listeners.size(); i++) {
            doubts.look("listeners[" + i + "].tls.", listeners.get(i));
        }
        List<Upstream> upstreams = loaded.config().upstreams();
        for (int i = 0; i < upstreams.size(); i++) {
            doubts.look(
                    "upstreams[" + i + "].tls.", upstreams.get(i).transport().tls());
        }
        return List.copyOf(doubts.found);
    }

    private void look(String path, Listener listener) {
        List<KeyPair> pairs = listener.tls().certificates();
        for (int i = 0; i < pairs.size(); i++) {
            add(
                    path + "certificates[" + i + "].cert",
                    OutOfDate.ofChain(pairs.get(i).certificate(), at));
        }
        add(path + "clientCa", OutOfDate.ofAuthorities(listener.tls().clientCa(), at));
    }

    private void look(String path, EndpointTls tls) {
        add(path + "ca", OutOfDate.ofAuthorities(tls.ca(), at));
        add(path + "cert", OutOfDate.ofChain(tls.identity().certificate(), at));
    }

    private void add(String path, Optional<String> message) {
        message.map(text -> loaded.problemAt(path, text)).ifPresent(found::add);
    }
}
