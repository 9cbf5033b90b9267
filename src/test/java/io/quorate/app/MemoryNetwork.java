package io.quorate.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.app.health.Links;
import io.quorate.cluster.ClusterLink;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pulse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Links members of one process, and loses nothing. */
final class MemoryNetwork implements Links {
    private final Map<MemberId, Link> links = new ConcurrentHashMap<>();
    private final Map<String, MemberState> states = new ConcurrentHashMap<>();

    /** What the member of that name told the others of itself last. */
    MemberState lastSaidBy(String name) {
        return states.getOrDefault(name, MemberState.STARTING);
    }

    @Override
    public ClusterLink link(Vertx vertx, MemberId self, PrometheusRegistry registry) {
        return new Link(self, vertx.getOrCreateContext());
    }

    private void tellPeers() {
        links.forEach((member, link) -> {
            Set<MemberId> peers = new HashSet<>(links.keySet());
            peers.remove(member);
            link.later((listener, none) -> listener.peers(peers), "");
        });
    }

    private final class Link implements ClusterLink {
        private final MemberId self;
        private final Context context;
        private volatile Listener listener = new Deaf();

        private Link(MemberId self, Context context) {
            this.self = self;
            this.context = context;
        }

        @Override
        public Future<Void> start(Listener told) {
            listener = told;
            links.put(self, this);
            tellPeers();
            return Future.succeededFuture();
        }

        @Override
        public void publish(Message message) {
            if (message instanceof Pulse pulse) {
                states.put(pulse.card().name(), pulse.card().state());
            }
            links.keySet().stream().filter(member -> !member.equals(self)).forEach(member -> send(member, message));
        }

        @Override
        public void send(MemberId to, Message message) {
            Link link = links.get(to);
            if (link != null) {
                link.later(Listener::heard, message);
            }
        }

        @Override
        public String address() {
            return "127.0.0.1:5701";
        }

        @Override
        public Future<Void> close() {
            links.remove(self);
            tellPeers();
            return Future.succeededFuture();
        }

        private <T> void later(BiConsumer<Listener, T> word, T said) {
            context.runOnContext(go -> word.accept(listener, said));
        }
    }

    private static final class Deaf implements ClusterLink.Listener {
        @Override
        public void heard(Message message) {}

        @Override
        public void peers(Set<MemberId> peers) {}
    }
}
