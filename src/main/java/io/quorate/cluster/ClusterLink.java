package io.quorate.cluster;

import io.quorate.core.model.MemberId;
import io.quorate.core.view.Message;
import io.vertx.core.Future;
import java.util.Set;

/**
 * Carries messages between members. It promises nothing about any one of them, and never waits: what cannot be sent now
 * is dropped. To be used on one event loop, where its listener is called too.
 */
public interface ClusterLink {
    /**
     * Begins to look for the other members; completes when they are found, or it is known that there are none, or that
     * the cluster cannot be reached for now. Fails only if the settings can never work, with a message for the user.
     */
    Future<Void> start(Listener listener);

    /** Tells a message to all other members. */
    void publish(Message message);

    /** Tells a message to one member. */
    void send(MemberId to, Message message);

    /** Where other members find this one, {@code host:port}; empty for a member on its own. */
    String address();

    /** Leaves; completes when the others need not find out by themselves, or after a bound. */
    Future<Void> close();

    /** Hears what comes from the others. */
    interface Listener {
        /** A message from a member of the cluster; never one of our own. */
        void heard(Message message);

        /** Who else is in the cluster as far as the transport knows: a hint, which may be seconds late. */
        void peers(Set<MemberId> peers);
    }
}
