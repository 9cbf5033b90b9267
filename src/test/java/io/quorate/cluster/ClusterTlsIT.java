package io.quorate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClusterTlsIT {
    /** The bus's ping: a length, the protocol, the codec of pings, sent to one, and empty address, reply, sender, headers. */
    private static final Buffer PING = Buffer.buffer()
            .appendInt(19)
            .appendBytes(new byte[] {2, 1, 0})
            .appendBytes(new byte[12])
            .appendInt(4);

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static BusTls tls;
    private static TestLink a;
    private static TestLink b;

    @BeforeAll
    static void twoMembersMeet() throws Exception {
        vertx = Vertx.vertx();
        Path file = TestClusters.file(directory);
        tls = TestClusters.tls(directory, "member");
        a = new TestLink(vertx, "a", TestClusters.options(file, TestClusters.freePort(), List.of(), tls)).start();
        List<String> members = List.of(a.options.address());
        b = new TestLink(vertx, "b", TestClusters.options(file, TestClusters.freePort(), members, tls)).start();
    }

    @AfterAll
    static void allLeave() throws Exception {
        b.close();
        a.close();
        vertx.close();
    }

    @Test
    void membersHearEachOther() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            a.publish(a.pulse(1));
            b.publish(b.pulse(1));
            return !a.heard.isEmpty() && !b.heard.isEmpty();
        });
    }

    @Test
    void answersAPeerWithItsCertificate() throws Exception {
        NetClientOptions client = client().setKeyCertOptions(
                        new PemKeyCertOptions().setCertPath(tls.certificate()).setKeyPath(tls.key()));
        assertThat(answerTo(client)).isEqualTo(Buffer.buffer(new byte[] {1}));
    }

    @Test
    void answersNobodyWithoutACertificate() {
        assertThatThrownBy(() -> answerTo(client())).isInstanceOf(ExecutionException.class);
    }

    @Test
    void answersNobodyWithACertificateOfAnotherAuthority() throws Exception {
        BusTls other = TestClusters.tls(directory, "other");
        NetClientOptions client = client().setKeyCertOptions(
                        new PemKeyCertOptions().setCertPath(other.certificate()).setKeyPath(other.key()));
        assertThatThrownBy(() -> answerTo(client)).isInstanceOf(ExecutionException.class);
    }

    @Test
    void answersNobodyInClearText() {
        assertThatThrownBy(() -> answerTo(new NetClientOptions())).isInstanceOf(ExecutionException.class);
    }

    @Test
    void doesNotStartWithAKeyThatIsNone() throws Exception {
        BusTls wrong = new BusTls(tls.certificate(), tls.certificate(), tls.authority());
        ClusterOptions options = TestClusters.options(a.options.file(), TestClusters.freePort(), List.of(), wrong);
        TestLink link = new TestLink(vertx, "c", options);
        assertThatThrownBy(link::start)
                .hasCauseInstanceOf(ClusterFileException.class)
                .hasMessageContaining(tls.certificate());
    }

    /** What the bus of the first member answers to a ping; fails if it closes instead. */
    private static Buffer answerTo(NetClientOptions options) throws Exception {
        CompletableFuture<Buffer> answer = new CompletableFuture<>();
        NetClient client = vertx.createNetClient(options);
        try {
            client.connect(a.options.busPort(), a.options.host())
                    .onSuccess(socket -> ask(socket, answer))
                    .onFailure(answer::completeExceptionally);
            return answer.get(20, TimeUnit.SECONDS);
        } finally {
            // also what holds on to it: Vert.x closes a client that is garbage, and its connections
            client.close();
        }
    }

    private static void ask(NetSocket socket, CompletableFuture<Buffer> answer) {
        socket.handler(bytes -> {
            if (bytes.getByte(0) == 1) {
                answer.complete(bytes);
            }
        });
        socket.exceptionHandler(answer::completeExceptionally);
        socket.closeHandler(closed -> answer.completeExceptionally(new IllegalStateException("closed")));
        socket.write(PING);
    }

    private static NetClientOptions client() {
        return new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
    }
}
