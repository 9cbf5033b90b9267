package io.quorate.cluster;

import io.quorate.core.model.MemberId;
import io.quorate.core.view.Message;
import io.vertx.core.Future;

/** The link of a member that is meant to be alone: there is nobody to tell anything. */
public final class SoloLink implements ClusterLink {
    @Override
    public Future<Void> start(Listener listener) {
        return Future.succeededFuture();
    }

    @Override
    public void publish(Message message) {
        // Nobody hears it.
    }

    @Override
    public void send(MemberId to, Message message) {
        // Nobody hears it.
    }

    @Override
    public String address() {
        return "";
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
