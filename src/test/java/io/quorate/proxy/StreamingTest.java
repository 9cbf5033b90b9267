package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Bodies stream: what is big takes no more memory than what is small, however slowly it is read. */
class StreamingTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 200 * MIB;
    private static final String BLOCK = "x".repeat(MIB);
    private static final long MOST_AHEAD = 24L * MIB;

    @Test
    void holdsTheEndpointBackWhileTheClientReadsSlowly() throws Exception {
        AtomicLong sent = new AtomicLong();
        RawBackend.Script flood = connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: " + SIZE + "\r\n\r\n");
            for (int i = 0; i < SIZE / MIB; i++) {
                connection.send(BLOCK);
                sent.addAndGet(MIB);
            }
        };
        try (RawBackend backend = RawBackend.running(flood);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = RawClient.to(proxy.port(), 32 << 10)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            pause(Duration.ofMillis(700));
            assertThat(sent.get()).isLessThan(MOST_AHEAD);
            assertThat(readAll(client.in())).isGreaterThan(SIZE);
            proxy.assertConserved(backend);
        }
    }

    @Test
    void holdsTheClientBackWhileTheEndpointReadsSlowly() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        AtomicLong taken = new AtomicLong();
        RawBackend.Script slow = connection -> {
            connection.readHead();
            goOn.join();
            for (int i = 0; i < SIZE / MIB; i++) {
                connection.discard(MIB);
                taken.addAndGet(MIB);
            }
            connection.send(RawBackend.OK);
        };
        AtomicLong sent = new AtomicLong();
        try (RawBackend backend = RawBackend.running(slow);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + SIZE + "\r\n\r\n");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendAll(client, sent));
            pause(Duration.ofMillis(700));
            assertThat(sent.get()).isLessThan(MOST_AHEAD);
            goOn.complete(null);
            sending.get(60, TimeUnit.SECONDS);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(taken.get()).isEqualTo(SIZE);
        }
    }

    @Test
    void takesLittleMemoryForMuch() throws Exception {
        RawBackend.Script flood = connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            for (int i = 0; i < SIZE / MIB; i++) {
                connection.send("100000\r\n");
                connection.send(BLOCK);
                connection.send("\r\n");
            }
            connection.send("0\r\n\r\n");
        };
        try (RawBackend backend = RawBackend.running(flood);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = RawClient.to(proxy.port(), 32 << 10)) {
            // What other tests of this run have left behind is not the proxy's.
            long before = heapInUse();
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            pause(Duration.ofMillis(500));
            assertThat(heapInUse() - before).isLessThan(50L * MIB);
            skip(client.in(), SIZE);
        }
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void sendAll(RawClient client, AtomicLong sent) {
        try {
            for (int i = 0; i < SIZE / MIB; i++) {
                client.send(BLOCK);
                sent.addAndGet(MIB);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Reads until all of a body of the size is there, and counts the head too. */
    private static long readAll(InputStream in) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        while (total <= SIZE) {
            int read = in.read(buffer);
            assertThat(read).isPositive();
            total += read;
        }
        return total;
    }

    private static void skip(InputStream in, long bytes) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        while (total < bytes) {
            int read = in.read(buffer);
            assertThat(read).isPositive();
            total += read;
        }
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
