package io.quorate.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
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

/** Every kind of gRPC call through one member, from listeners of clear text (h2c) and TLS to a server of HTTP/2. */
class GrpcIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 100;
    private static final int LARGE = 4 << 20;

    @TempDir
    private Path directory;

    private EchoServer server;
    private Proxied proxied;

    @BeforeEach
    void startServerAndMember() throws IOException {
        server = EchoServer.start();
        proxied = Proxied.start(directory, server);
    }

    @AfterEach
    void nothingIsLeft() {
        try {
            proxied.awaitNothingLeft();
        } finally {
            proxied.close();
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void answersTenThousandCallsAHundredAtOnce(String listener) throws Exception {
        Channel through = proxied.connect(listener);
        Semaphore free = new Semaphore(AT_ONCE);
        AtomicInteger right = new AtomicInteger();
        AtomicReference<String> wrong = new AtomicReference<>("");
        for (int i = 0; i < MANY; i++) {
            int number = i;
            assertThat(free.tryAcquire(10, TimeUnit.SECONDS)).as(wrong.get()).isTrue();
            ClientCalls.asyncUnaryCall(
                    through.newCall(Methods.UNARY, CallOptions.DEFAULT),
                    Methods.numbers(number),
                    new Each(
                            answer -> {
                                if (Methods.number(answer, 0) == number) {
                                    right.incrementAndGet();
                                }
                            },
                            end -> {
                                wrong.compareAndSet("", end.isOk() ? "" : end.toString());
                                free.release();
                            }));
        }
        assertThat(free.tryAcquire(AT_ONCE, 10, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong.get()).isEmpty();
        assertThat(right).hasValue(MANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void passesTenThousandMessagesOfAClientInOrder(String listener) {
        AtomicInteger counted = new AtomicInteger();
        AtomicReference<Status> end = new AtomicReference<>();

        StreamObserver<byte[]> requests = ClientCalls.asyncClientStreamingCall(
                proxied.connect(listener).newCall(Methods.COUNT, CallOptions.DEFAULT),
                new Each(answer -> counted.set(Methods.number(answer, 0)), end::set));
        IntStream.range(0, MANY).forEach(i -> requests.onNext(Methods.numbers(i)));
        requests.onCompleted();

        await().atMost(SOON).until(() -> end.get() != null);
        assertThat(end.get()).isEqualTo(Status.OK);
        assertThat(counted).hasValue(MANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void passesTenThousandMessagesOfAServerInOrder(String listener) {
        Iterator<byte[]> answers = produce(proxied.connect(listener), MANY, Integer.BYTES);

        IntStream.range(0, MANY)
                .forEach(i -> assertThat(Methods.number(answers.next(), 0)).isEqualTo(i));
        assertThat(answers.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void passesTenThousandMessagesBothWaysAtOnce(String listener) {
        AtomicInteger inOrder = new AtomicInteger();
        AtomicReference<Status> end = new AtomicReference<>();

        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                proxied.connect(listener).newCall(Methods.CHAT, CallOptions.DEFAULT),
                new Each(answer -> inOrder.compareAndSet(Methods.number(answer, 0), inOrder.get() + 1), end::set));
        requests.onNext(Methods.numbers(0));
        await("the first answer, before the request has ended").atMost(SOON).until(() -> inOrder.get() == 1);
        IntStream.range(1, MANY).forEach(i -> requests.onNext(Methods.numbers(i)));
        requests.onCompleted();

        await().atMost(SOON).until(() -> end.get() != null);
        assertThat(end.get()).isEqualTo(Status.OK);
        assertThat(inOrder).hasValue(MANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void aDeadlineThatPassesEndsTheCallAtTheServerToo(String listener) throws Exception {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                proxied.connect(listener),
                Methods.SILENT,
                CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                Methods.numbers());

        assertThatThrownBy(answers::hasNext)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        server.cancelled.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void aCallThatIsCancelledIsCancelledAtTheServer(String listener) throws Exception {
        ClientCall<byte[], byte[]> call = proxied.connect(listener).newCall(Methods.SILENT, CallOptions.DEFAULT);
        ClientCalls.asyncServerStreamingCall(call, Methods.numbers(), new Each(answer -> {}, end -> {}));
        server.called.get(10, TimeUnit.SECONDS);

        call.cancel("enough", null);

        server.cancelled.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void aStatusArrivesWithItsMessageAndTrailers(String listener) {
        Channel through = proxied.connect(listener);
        // Without a message before it the status is in the head of the response, which is the whole response then.
        for (int before : new int[] {0, 3}) {
            Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                    through, Methods.FAIL, CallOptions.DEFAULT, Methods.numbers(before));

            IntStream.range(0, before)
                    .forEach(i -> assertThat(Methods.number(answers.next(), 0)).isEqualTo(i));
            assertThatThrownBy(answers::hasNext)
                    .isInstanceOfSatisfying(StatusRuntimeException.class, GrpcIT::assertAsItWasSent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void passesMetadataBothWays(String listener) {
        Metadata sent = new Metadata();
        sent.put(EchoServer.WORD, "one, with a comma");
        sent.put(EchoServer.WORD, "two");
        sent.put(EchoServer.BLOB, new byte[] {0, 1, 2, (byte) 0xff});
        AtomicReference<Metadata> head = new AtomicReference<>();
        Channel through = ClientInterceptors.intercept(
                proxied.connect(listener),
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(head, new AtomicReference<>()));

        ClientCalls.blockingUnaryCall(through, Methods.UNARY, CallOptions.DEFAULT, Methods.numbers(1));

        Metadata answered = Objects.requireNonNull(head.get());
        assertThat(answered.getAll(EchoServer.WORD)).containsExactly("one, with a comma", "two");
        assertThat(answered.get(EchoServer.BLOB)).containsExactly(0, 1, 2, 0xff);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void passesMessagesOfFourMebibytesBothWays(String listener) {
        Channel through = proxied.connect(listener);
        for (int i = 0; i < 10; i++) {
            byte[] request = Methods.message(i, LARGE);
            request[LARGE - 1] = (byte) i;

            assertThat(ClientCalls.blockingUnaryCall(through, Methods.UNARY, options(), request))
                    .isEqualTo(request);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tls"})
    void aClientThatReadsSlowlyHoldsTheServerBack(String listener) {
        int wanted = 50;
        Iterator<byte[]> answers = produce(proxied.connect(listener), wanted, LARGE);
        assertThat(Methods.number(answers.next(), 0)).isZero();

        AtomicInteger before = new AtomicInteger(-1);
        await("the server is held back")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> before.getAndSet(server.produced.get()) == server.produced.get());
        // 200 MiB are to come; what is under way is in windows and socket buffers.
        assertThat(server.produced.get()).isLessThan(wanted / 2);

        IntStream.range(1, wanted)
                .forEach(i -> assertThat(Methods.number(answers.next(), 0)).isEqualTo(i));
        assertThat(answers.hasNext()).isFalse();
    }

    private static void assertAsItWasSent(StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(e.getStatus().getDescription()).isEqualTo("zu viel: 100 % von €5\n");
        Metadata trailers = Objects.requireNonNull(e.getTrailers());
        assertThat(trailers.getAll(EchoServer.WORD)).containsExactly("left", "right");
        assertThat(trailers.get(EchoServer.BLOB)).containsExactly(0, 1, 0xff);
    }

    private static Iterator<byte[]> produce(Channel through, int messages, int size) {
        return ClientCalls.blockingServerStreamingCall(
                through, Methods.PRODUCE, options(), Methods.numbers(messages, size));
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withMaxInboundMessageSize(EchoServer.LARGEST);
    }
}
