package io.quorate.discovery.kube;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between a member and the API server, which may fail in some ways. */
final class Relay {
    private static final String HOST = "127.0.0.1";

    private final Vertx vertx;
    private final NetClient client;
    private final int beyond;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private NetServer server;
    private volatile boolean silent;
    private volatile Promise<Void> through = Promise.promise();

    Relay(Vertx vertx, int beyond) {
        this.vertx = vertx;
        this.beyond = beyond;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(5_000));
        this.server = listening(0);
        this.port = server.actualPort();
        letThrough();
    }

    int port() {
        return port;
    }

    /** How many connections of clients there are. */
    int open() {
        return open.size();
    }

    /** All connections break; new ones are welcome. */
    void cut() {
        open.forEach(socket -> Seeker.waitFor(socket.close()));
    }

    /** All connections break and none can be had. */
    void refuse() {
        Seeker.waitFor(server.close());
        cut();
    }

    void listenAgain() {
        server = listening(port);
    }

    /** No byte passes any more, in either direction; connections are taken. */
    void fallSilent() {
        silent = true;
        open.forEach(NetSocket::pause);
    }

    /** New connections pass again; those of before do not. */
    void speakAgain() {
        silent = false;
    }

    /** New connections are taken and wait. */
    void holdBack() {
        through = Promise.promise();
    }

    void letThrough() {
        through.complete();
    }

    private NetServer listening(int wanted) {
        NetServer fresh = vertx.createNetServer().connectHandler(this::accept);
        return Seeker.waitFor(fresh.listen(wanted, HOST));
    }

    private void accept(NetSocket from) {
        open.add(from);
        from.closeHandler(gone -> open.remove(from));
        from.pause();
        if (silent) {
            return;
        }
        through.future()
                .compose(open -> client.connect(beyond, HOST))
                .onSuccess(to -> join(from, to))
                .onFailure(failure -> from.close());
    }

    private void join(NetSocket from, NetSocket to) {
        from.handler(bytes -> pass(bytes, to)).endHandler(end -> to.end());
        to.handler(bytes -> pass(bytes, from)).endHandler(end -> from.end());
        from.closeHandler(gone -> {
            open.remove(from);
            to.close();
        });
        to.closeHandler(gone -> {
            if (!silent) {
                from.close();
            }
        });
        from.resume();
    }

    private void pass(Buffer bytes, NetSocket to) {
        if (!silent) {
            to.write(bytes);
        }
    }
}
