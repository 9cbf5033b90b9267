package io.quorate.process.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A gRPC server on clear text that keeps count of what happens to it. */
final class EchoServer implements AutoCloseable {
    static final int LARGEST = 8 << 20;
    static final Metadata.Key<String> WORD = Metadata.Key.of("x-word", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> BLOB = Metadata.Key.of("x-blob-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** Messages that {@link Methods#PRODUCE} has written. */
    final AtomicInteger produced = new AtomicInteger();
    /** When {@link Methods#SILENT} was called, and when that call was given up. */
    final CompletableFuture<Void> called = new CompletableFuture<>();

    final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final Server server;

    private EchoServer() throws IOException {
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(LARGEST)
                .addService(ServerInterceptors.intercept(service(), new ReturnsMetadata()))
                .build()
                .start();
    }

    static EchoServer start() throws IOException {
        return new EchoServer();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(Methods.SERVICE)
                .addMethod(Methods.UNARY, ServerCalls.asyncUnaryCall(EchoServer::echo))
                .addMethod(Methods.COUNT, ServerCalls.asyncClientStreamingCall(Counting::new))
                .addMethod(Methods.PRODUCE, ServerCalls.asyncServerStreamingCall(this::produce))
                .addMethod(Methods.CHAT, ServerCalls.asyncBidiStreamingCall(Chatting::new))
                .addMethod(Methods.FAIL, ServerCalls.asyncServerStreamingCall(EchoServer::fail))
                .addMethod(Methods.SILENT, ServerCalls.asyncServerStreamingCall(this::keepSilent))
                .build();
    }

    private static void echo(byte[] request, StreamObserver<byte[]> answers) {
        answers.onNext(request);
        answers.onCompleted();
    }

    private void produce(byte[] request, StreamObserver<byte[]> observer) {
        int wanted = Methods.number(request, 0);
        int size = Methods.number(request, 1);
        AtomicInteger next = new AtomicInteger();
        ServerCallStreamObserver<byte[]> answers = (ServerCallStreamObserver<byte[]>) observer;
        answers.setOnReadyHandler(() -> {
            while (answers.isReady() && next.get() < wanted) {
                answers.onNext(Methods.message(next.getAndIncrement(), size));
                produced.incrementAndGet();
                if (next.get() == wanted) {
                    answers.onCompleted();
                }
            }
        });
    }

    private static void fail(byte[] request, StreamObserver<byte[]> answers) {
        for (int i = 0; i < Methods.number(request, 0); i++) {
            answers.onNext(Methods.numbers(i));
        }
        Metadata trailers = new Metadata();
        trailers.put(WORD, "left");
        trailers.put(WORD, "right");
        trailers.put(BLOB, new byte[] {0, 1, (byte) 0xff});
        answers.onError(Status.RESOURCE_EXHAUSTED
                .withDescription("zu viel: 100 % von €5\n")
                .asRuntimeException(trailers));
    }

    private void keepSilent(byte[] request, StreamObserver<byte[]> answers) {
        ((ServerCallStreamObserver<byte[]>) answers).setOnCancelHandler(() -> cancelled.complete(null));
        called.complete(null);
    }

    private static final class Counting implements StreamObserver<byte[]> {
        private final StreamObserver<byte[]> answers;
        private int inOrder;

        Counting(StreamObserver<byte[]> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(byte[] message) {
            if (Methods.number(message, 0) == inOrder) {
                inOrder++;
            }
        }

        @Override
        public void onError(Throwable problem) {}

        @Override
        public void onCompleted() {
            echo(Methods.numbers(inOrder), answers);
        }
    }

    private static final class Chatting implements StreamObserver<byte[]> {
        private final StreamObserver<byte[]> answers;

        Chatting(StreamObserver<byte[]> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(byte[] message) {
            answers.onNext(message);
        }

        @Override
        public void onError(Throwable problem) {}

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }

    /** The metadata of a request comes back with the head of the response. */
    private static final class ReturnsMetadata implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata asked, ServerCallHandler<A, B> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<A, B>(call) {
                        @Override
                        public void sendHeaders(Metadata headers) {
                            Metadata back = new Metadata();
                            back.merge(asked, Set.of(WORD, BLOB));
                            headers.merge(back);
                            super.sendHeaders(headers);
                        }
                    },
                    asked);
        }
    }
}
