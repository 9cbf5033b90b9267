package io.quorate.proxy.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether more may be written to the streams of a connection, and who waits until it may. It is looked at whenever something
 * came, or left, that may have changed it: what Netty tells of changes leaves streams out when the answers to one change make
 * the next, and a stream that waited for it would wait for ever (seen over TLS with 50 streams and a window for 32).
 */
public final class Http2Outflow {
    private final Http2RemoteFlowController controller;
    private final Map<Http2Stream, Runnable> waiting = new LinkedHashMap<>();

    private Http2Outflow(Http2RemoteFlowController controller) {
        this.controller = controller;
    }

    static Http2Outflow of(Http2Connection connection) {
        Http2Outflow outflow = new Http2Outflow(connection.remote().flowController());
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                outflow.waiting.remove(stream);
            }
        });
        return outflow;
    }

    /** The same for a connection whose user trusts what Netty tells: it is told that it can always write. */
    static Http2Outflow insteadOf(Http2Connection connection) {
        Http2Outflow outflow = of(connection);
        outflow.controller.listener(stream -> {});
        connection.remote().flowController(new AlwaysWritable(outflow.controller));
        return outflow;
    }

    /** Whether a stream takes no more for now; if so, it is told once when it does again, unless it closes before. */
    public boolean isFull(Http2Stream stream, Runnable onDrained) {
        if (controller.isWritable(stream)) {
            return false;
        }
        waiting.put(stream, onDrained);
        return true;
    }

    /** Tells those that waited and need not any more. */
    public void look() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Http2Stream> drained = new ArrayList<>();
        waiting.keySet().stream().filter(controller::isWritable).forEach(drained::add);
        for (Http2Stream stream : drained) {
            Runnable told = waiting.remove(stream);
            if (told != null) {
                told.run();
            }
        }
    }

    private record AlwaysWritable(Http2RemoteFlowController controller) implements Http2RemoteFlowController {
        @Override
        public boolean isWritable(Http2Stream stream) {
            return true;
        }

        @Override
        public void listener(Listener listener) {
            controller.listener(listener);
        }

        @Override
        public ChannelHandlerContext channelHandlerContext() {
            return controller.channelHandlerContext();
        }

        @Override
        public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
            controller.addFlowControlled(stream, payload);
        }

        @Override
        public boolean hasFlowControlled(Http2Stream stream) {
            return controller.hasFlowControlled(stream);
        }

        @Override
        public void writePendingBytes() throws Http2Exception {
            controller.writePendingBytes();
        }

        @Override
        public void channelWritabilityChanged() throws Http2Exception {
            controller.channelWritabilityChanged();
        }

        @Override
        public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
            controller.updateDependencyTree(child, parent, weight, exclusive);
        }

        @Override
        public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
            controller.channelHandlerContext(context);
        }

        @Override
        public void initialWindowSize(int size) throws Http2Exception {
            controller.initialWindowSize(size);
        }

        @Override
        public int initialWindowSize() {
            return controller.initialWindowSize();
        }

        @Override
        public int windowSize(Http2Stream stream) {
            return controller.windowSize(stream);
        }

        @Override
        public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
            controller.incrementWindowSize(stream, delta);
        }
    }
}
