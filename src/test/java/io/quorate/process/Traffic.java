package io.quorate.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of all kinds that ask without end and never twice for the same: a new connection goes to any port of the list, one
 * that there is stays with its member until that says that it ends.
 */
final class Traffic {
    private static final String BODY = "0123456789abcdef".repeat(4096);

    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicLong requests = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final Vertx vertx;
    private volatile boolean over;

    /** What a client does once; what it throws is a failure. */
    private interface Work {
        void run() throws Exception;
    }

    Traffic(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sends new connections there too. */
    void add(int port) {
        ports.add(port);
    }

    /** Sends no new connections there any more. */
    void remove(int port) {
        ports.remove(Integer.valueOf(port));
    }

    void start() {
        for (int i = 0; i < 12; i++) {
            repeat("kept", 20, new Kept("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        for (int i = 0; i < 4; i++) {
            repeat("seldom", 700, new Kept("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        }
        String post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
        for (int i = 0; i < 3; i++) {
            repeat("post", 50, new Kept(post));
        }
        for (int i = 0; i < 2; i++) {
            repeat("slow", 10, new Kept("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"));
            repeat("short", 20, new Kept("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            repeat("websocket", 10, this::talk);
        }
        for (int i = 0; i < 2; i++) {
            repeat("http2", 20, new Parallel());
        }
    }

    long requests() {
        return requests.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How long plain requests took since this was asked last. */
    String latencies() {
        List<Long> taken = new ArrayList<>();
        for (Long each = nanos.poll(); each != null; each = nanos.poll()) {
            taken.add(each);
        }
        taken.sort(Long::compare);
        int count = taken.size();
        return count == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%d requests, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                        count,
                        taken.get(count / 2) / 1e6,
                        taken.get(count * 99 / 100) / 1e6,
                        taken.get(count - 1) / 1e6);
    }

    /** Ends when all have finished what they had begun. */
    void finish() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
    }

    private int anyPort() {
        List<Integer> now = List.copyOf(ports);
        return now.get(ThreadLocalRandom.current().nextInt(now.size()));
    }

    private void repeat(String name, long pauseMillis, Work work) {
        Thread thread = new Thread(
                () -> {
                    while (!over) {
                        try {
                            work.run();
                            requests.incrementAndGet();
                            // A client that thinks; nothing waits for it.
                            TimeUnit.MILLISECONDS.sleep(pauseMillis);
                        } catch (InterruptedException e) {
                            return;
                        } catch (Exception e) {
                            failures.add(name + ": " + e);
                        }
                    }
                },
                "traffic-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void talk() throws Exception {
        WebSocketClient client = vertx.createWebSocketClient();
        try {
            var socket = get(client.connect(anyPort(), "127.0.0.1", "/chat"));
            for (int i = 0; i < 10; i++) {
                String word = "word " + i;
                Future<String> echo = Future.future(heard -> {
                    socket.textMessageHandler(heard::tryComplete);
                    socket.closeHandler(closed -> heard.tryFail("closed"));
                });
                get(socket.writeTextMessage(word));
                require(get(echo).equals(word), "another word");
                TimeUnit.MILLISECONDS.sleep(50);
            }
            get(socket.close());
        } finally {
            get(client.close());
        }
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(30, TimeUnit.SECONDS);
    }

    private static void require(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException(what);
        }
    }

    /** Several streams at once on a connection of HTTP/2, and the next when all are answered. */
    private final class Parallel implements Work {
        private final HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false),
                new PoolOptions().setHttp2MaxSize(1));
        private int port;

        @Override
        public void run() throws Exception {
            // The client's pool has a connection for each port; it keeps to one as long as the list has it.
            port = ports.contains(port) ? port : anyPort();
            List<Future<Buffer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(ask(i == 0 ? "/slow" : i == 1 ? "/echo" : "/"));
            }
            for (Future<Buffer> answer : answers) {
                require(get(answer).length() > 0, "empty answer");
                requests.incrementAndGet();
            }
        }

        private Future<Buffer> ask(String path) {
            HttpMethod method = path.equals("/echo") ? HttpMethod.POST : HttpMethod.GET;
            return client.request(method, port, "127.0.0.1", path)
                    .compose(request -> method.equals(HttpMethod.POST) ? request.send(BODY) : request.send())
                    .expecting(response -> response.statusCode() == 200)
                    .compose(HttpClientResponse::body);
        }
    }

    /** One connection of HTTP/1.1 after the other, each for as long as the proxy lets it. */
    private final class Kept implements Work {
        private final byte[] request;
        private final boolean timed;
        private Socket socket = new Socket();
        private InputStream in = InputStream.nullInputStream();
        private boolean open;

        Kept(String request) {
            this.request = request.getBytes(ISO_8859_1);
            this.timed = request.startsWith("GET / ");
        }

        @Override
        public void run() throws Exception {
            if (!open || hasEnded()) {
                leave();
                socket = new Socket();
                socket.connect(Ports.at(anyPort()));
                open = true;
                socket.setSoTimeout(30_000);
                socket.setTcpNoDelay(true);
                in = new BufferedInputStream(socket.getInputStream());
            }
            long start = System.nanoTime();
            try {
                socket.getOutputStream().write(request);
                if (read()) {
                    leave();
                }
            } catch (IOException e) {
                leave();
                throw e;
            }
            if (timed) {
                nanos.add(System.nanoTime() - start);
            }
        }

        /** Whether the proxy has closed it between two requests. */
        private boolean hasEnded() throws IOException {
            socket.setSoTimeout(1);
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException open) {
                return false;
            } finally {
                socket.setSoTimeout(30_000);
            }
        }

        private void leave() throws IOException {
            open = false;
            socket.close();
        }

        /** Reads an answer; true if it is the last of the connection. */
        private boolean read() throws IOException {
            String status = line();
            require(status.contains(" 200 "), "answer: " + status);
            int length = -1;
            boolean last = false;
            for (String line = line().toLowerCase(Locale.ROOT);
                    !line.isEmpty();
                    line = line().toLowerCase(Locale.ROOT)) {
                last |= line.equals("connection: close");
                length = line.startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : length;
            }
            if (length >= 0) {
                require(in.readNBytes(length).length == length, "cut short");
            } else {
                readChunks();
            }
            return last;
        }

        private void readChunks() throws IOException {
            int length = Integer.parseInt(line(), 16);
            while (length > 0) {
                require(in.readNBytes(length).length == length, "cut short");
                line();
                length = Integer.parseInt(line(), 16);
            }
            line();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                require(next >= 0, line.isEmpty() ? "no answer" : "cut short");
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }
    }
}
