package io.quorate.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of gRPC notice when the member that they are connected to ends: nothing. */
class GrpcDrainIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int AT_ONCE = 20;

    @TempDir
    private Path directory;

    private EchoServer server;
    private Proxied first;

    @BeforeEach
    void startServerAndMember() throws IOException {
        server = EchoServer.start();
        first = Proxied.start(directory.resolve("first"), server);
    }

    @AfterEach
    void stop() {
        first.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void aCallThatIsUnderWayGoesOnUntilItsEnd(String listener) {
        AtomicInteger inOrder = new AtomicInteger();
        AtomicReference<Status> end = new AtomicReference<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                first.connect(listener).newCall(Methods.CHAT, CallOptions.DEFAULT),
                new Each(answer -> inOrder.compareAndSet(Methods.number(answer, 0), inOrder.get() + 1), end::set));
        requests.onNext(Methods.numbers(0));
        await().atMost(SOON).until(() -> inOrder.get() == 1);

        Future<Void> ended = first.stop();
        await("nobody new is let in").atMost(SOON).until(() -> !first.accepts(listener));
        IntStream.range(1, 1_000).forEach(i -> requests.onNext(Methods.numbers(i)));
        await("it still answers").atMost(SOON).until(() -> inOrder.get() == 1_000);
        assertThat(ended.isComplete()).isFalse();
        requests.onCompleted();

        await("the end of the call").atMost(SOON).until(() -> end.get() != null);
        assertThat(end.get()).isEqualTo(Status.OK);
        await("the end of the member").atMost(SOON).until(ended::succeeded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void noCallOfAClientThatKnowsAnotherMemberFails(String listener) throws Exception {
        try (Proxied second = Proxied.start(directory.resolve("second"), server)) {
            Channel either = first.connect(listener, second);
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            Semaphore free = new Semaphore(AT_ONCE);
            call(either, 1_000, free, wrong);

            Future<Void> ended = first.stop();
            while (!ended.isComplete() && wrong.isEmpty()) {
                call(either, 100, free, wrong);
            }
            call(either, 1_000, free, wrong);
            assertThat(free.tryAcquire(AT_ONCE, 10, TimeUnit.SECONDS)).isTrue();

            assertThat(wrong).isEmpty();
            assertThat(ended.succeeded()).isTrue();
            assertThat(second.requests()).isGreaterThanOrEqualTo(1_000);
        }
    }

    /** So many calls, and no more of them at once than there is leave for. */
    private static void call(Channel through, int times, Semaphore free, Queue<String> wrong) throws Exception {
        for (int i = 0; i < times; i++) {
            int number = i;
            assertThat(free.tryAcquire(10, TimeUnit.SECONDS))
                    .as("wrong: %s", wrong)
                    .isTrue();
            AtomicInteger answered = new AtomicInteger(-1);
            ClientCalls.asyncUnaryCall(
                    through.newCall(Methods.UNARY, CallOptions.DEFAULT),
                    Methods.numbers(number),
                    new Each(answer -> answered.set(Methods.number(answer, 0)), end -> {
                        if (!end.isOk() || answered.get() != number) {
                            wrong.add(end + ", answer " + answered + " to " + number);
                        }
                        free.release();
                    }));
        }
    }
}
