package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.quorate.probe.LeakWatch;
import io.quorate.probe.LogWatch;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients and endpoints that leave at random moments, many at once: whatever they did, nothing is left of it. */
class AbortStormTest {
    private static final int EXCHANGES = 300;
    private static final int AT_ONCE = 20;
    private static final Buffer BLOCK = Buffer.buffer(new byte[16 << 10]);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        TestProxy.await(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({"HTTP1, 21", "HTTP1, 22", "HTTP2, 23", "HTTP2, 24"})
    void leavesNothingBehind(Protocol toEndpoints, long seed) throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.protocols = new Protocols(true, true, false);
        setup.loops = 2;
        setup.timeouts =
                new RouteTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO);
        setup.transport =
                new Transport(toEndpoints, EndpointTls.NONE, new Connections(4, 1_000, Duration.ofSeconds(60)));
        SplittableRandom dice = new SplittableRandom(seed);
        try (LeakWatch watch = new LeakWatch();
                LogWatch log = new LogWatch()) {
            HttpServer endpoint = endpoint(dice.split());
            try (TestProxy proxy = setup.to(endpoint.actualPort())) {
                storm(proxy, dice);
                proxy.assertFreed();
                for (int i = 0; i < 4; i++) {
                    assertGood(proxy, seed);
                }
                proxy.assertFreed();
            }
            // Where Vert.x tells of what its handlers, which are ours, have thrown.
            assertThat(log.complaints()).as("seed %s", seed).noneMatch(line -> line.contains("ContextImpl"));
            assertThat(watch.leaks()).as("seed %s", seed).isEmpty();
        }
    }

    private void storm(TestProxy proxy, SplittableRandom dice) throws Exception {
        HttpClientAgent http2 = http2();
        List<Thread> running = new ArrayList<>();
        CountDownLatch streams = new CountDownLatch(EXCHANGES / 2);
        for (int i = 0; i < EXCHANGES; i++) {
            SplittableRandom own = dice.split();
            if (i % 2 == 0) {
                stream(http2, proxy.port(), own, streams);
            } else {
                Thread client = new Thread(() -> exchange(proxy, own));
                client.start();
                running.add(client);
            }
            if (running.size() == AT_ONCE) {
                for (Thread each : running) {
                    each.join(15_000);
                    assertThat(each.isAlive()).isFalse();
                }
                running.clear();
            }
        }
        for (Thread each : running) {
            each.join(15_000);
        }
        assertThat(streams.await(15, TimeUnit.SECONDS))
                .as("streams left: %s", streams)
                .isTrue();
        TestProxy.await(http2.close());
    }

    /** One over HTTP/1.1: a part of a request, then perhaps a part of the answer, then it leaves one way or the other. */
    private static void exchange(TestProxy proxy, SplittableRandom dice) {
        try (RawClient client = proxy.client()) {
            int body = dice.nextInt(3) == 0 ? 0 : dice.nextInt(200_000);
            String head = (body == 0 ? "GET" : "POST") + " /" + dice.nextInt(8)
                    + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + (body == 0 ? "" : "Content-Length: " + body + "\r\n") + "\r\n";
            String whole = head + "x".repeat(body);
            boolean part = dice.nextInt(3) == 0;
            client.sendIfTaken(part ? whole.substring(0, dice.nextInt(whole.length())) : whole);
            if (!part && dice.nextBoolean()) {
                client.in().readNBytes(dice.nextInt(300_000));
            }
            if (dice.nextBoolean()) {
                client.reset();
            }
        } catch (IOException brokenByTheOtherSide) {
            // As good an end as any.
        }
    }

    /** One over HTTP/2, likewise; it takes the request back, or now and then closes the connection for all. */
    private void stream(HttpClientAgent client, int port, SplittableRandom dice, CountDownLatch over) {
        client.request(HttpMethod.POST, port, "127.0.0.1", "/" + dice.nextInt(8))
                .onComplete(asked -> {
                    if (asked.failed()) {
                        over.countDown();
                        return;
                    }
                    HttpClientRequest request = asked.result();
                    AtomicInteger ends = new AtomicInteger();
                    Runnable end = () -> {
                        if (ends.getAndIncrement() == 0) {
                            over.countDown();
                        }
                    };
                    request.exceptionHandler(broken -> end.run());
                    request.setChunked(true);
                    for (int i = dice.nextInt(8); i > 0; i--) {
                        var unused = request.write(BLOCK);
                    }
                    boolean whole = dice.nextInt(3) > 0;
                    if (whole) {
                        var unused = request.end();
                        request.response().onComplete(answered -> {
                            if (answered.failed()) {
                                end.run();
                                return;
                            }
                            answered.result()
                                    .exceptionHandler(broken -> end.run())
                                    .endHandler(ended -> end.run());
                            if (dice.nextInt(3) == 0) {
                                leave(request, dice, end);
                            }
                        });
                    }
                    if (!whole || dice.nextInt(4) == 0) {
                        vertx.setTimer(1 + dice.nextInt(20), later -> leave(request, dice, end));
                    }
                });
    }

    private static void leave(HttpClientRequest request, SplittableRandom dice, Runnable end) {
        if (dice.nextInt(10) == 0) {
            var unused = request.connection().close();
        } else {
            var unused = request.reset(8);
        }
        end.run();
    }

    /** It answers at once, late, in part, or not at all, and leaves with a reset or without. */
    private HttpServer endpoint(SplittableRandom dice) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(request -> answer(request, dice))
                .exceptionHandler(ignored -> {});
        return TestProxy.await(server.listen(0, "127.0.0.1"));
    }

    private void answer(HttpServerRequest request, SplittableRandom dice) {
        request.exceptionHandler(ignored -> {});
        request.response().exceptionHandler(ignored -> {});
        switch (request.path()) {
            case "/0" -> {
                var unused = request.connection().close();
            }
            case "/1" -> {
                var unused = request.response().reset(2);
            }
            case "/2" -> {
                request.response().setChunked(true);
                var unused = request.response().write(BLOCK);
                vertx.setTimer(
                        1 + dice.nextInt(10), later -> request.connection().close());
            }
            case "/3" -> {
                // Early, while the rest may still come.
                var unused = request.response().setStatusCode(413).end("too long");
            }
            case "/4" ->
                request.endHandler(ended -> vertx.setTimer(
                        1 + dice.nextInt(20), later -> request.response().end(BLOCK)));
            case "/5" -> {
                request.response().setChunked(true);
                for (int i = 0; i < 40; i++) {
                    var unused = request.response().write(BLOCK);
                }
                request.endHandler(ended -> request.response().end());
            }
            default -> request.endHandler(ended -> request.response().end("ok"));
        }
    }

    private static void assertGood(TestProxy proxy, long seed) throws IOException {
        long start = System.nanoTime();
        try (RawClient good = proxy.client()) {
            assertThat(good.get("/good").status()).as("seed %s", seed).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    private HttpClientAgent http2() {
        return vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false),
                new PoolOptions().setHttp2MaxSize(3));
    }
}
