package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.route.RouteTimeouts;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client of HTTP/2 that takes its request back, or goes altogether, frees everything at once; and an endpoint that goes. */
class Http2AbortTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestProxy.Setup setup = new TestProxy.Setup();
    private final Vertx vertx = Vertx.vertx();
    private HttpClientAgent client;
    private RawBackend backend;
    private TestProxy proxy;

    /** How a client leaves. */
    enum Way {
        RESET,
        CLOSE;

        void leave(HttpClientRequest request) {
            if (this == RESET) {
                var unused = request.reset(8);
            } else {
                var unused = request.connection().close();
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.running(RawBackend.Connection::waitForEnd);
        setup.protocols = new Protocols(true, true, false);
        // One slot: what is not given back is missed by the next.
        setup.transport = new Transport(Protocol.HTTP1, EndpointTls.NONE, new Connections(1, 1, LONG));
        setup.timeouts = new RouteTimeouts(LONG, LONG, LONG, Duration.ZERO);
        proxy = setup.to(backend);
        client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    @AfterEach
    void stop() throws Exception {
        TestProxy.await(vertx.close());
        proxy.close();
        backend.close();
    }

    @ParameterizedTest
    @EnumSource
    void whileItWaitsForAConnection(Way way) throws Exception {
        try (FullBacklog full = new FullBacklog();
                TestProxy connecting = setup.to(full.port())) {
            HttpClientRequest request = ask(connecting, HttpMethod.GET);
            var unused = request.end();
            await().until(() -> connecting.inFlight() == 1);
            way.leave(request);
            connecting.assertFreed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileItWaitsForAnotherToEnd(Way way) throws Exception {
        try (RawClient first = proxy.client()) {
            first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> backend.requests() == 0 && backend.received().endsWith("\r\n\r\n"));
            HttpClientRequest request = ask(proxy, HttpMethod.GET);
            var unused = request.end();
            await().until(() -> proxy.inFlight() == 2);
            way.leave(request);
            await().until(() -> proxy.inFlight() == 1);
        }
        assertFreed();
    }

    @ParameterizedTest
    @EnumSource
    void whileItSends(Way way) throws Exception {
        HttpClientRequest request = ask(proxy, HttpMethod.POST).setChunked(true);
        var unused = request.write("abc");
        await().until(() -> backend.received().contains("abc"));
        way.leave(request);
        assertFreed();
    }

    @ParameterizedTest
    @EnumSource
    void whileTheEndpointDoesNotTakeWhatItSends(Way way) throws Exception {
        backend.become(connection -> {
            connection.readHead();
            await().until(() -> proxy.inFlight() == 0);
        });
        HttpClientRequest request = ask(proxy, HttpMethod.POST).setChunked(true);
        for (int i = 0; i < 20; i++) {
            var unused = request.write(Buffer.buffer(new byte[1 << 20]));
        }
        await().until(() -> backend.requests() == 1);
        way.leave(request);
        assertFreed();
    }

    @ParameterizedTest
    @EnumSource
    void whileItWaitsForTheAnswer(Way way) throws Exception {
        HttpClientRequest request = ask(proxy, HttpMethod.GET);
        var unused = request.end();
        await().until(() -> backend.received().endsWith("\r\n\r\n"));
        way.leave(request);
        assertFreed();
    }

    @ParameterizedTest
    @EnumSource
    void whileItReads(Way way) throws Exception {
        backend.become(Http2AbortTest::pour);
        HttpClientRequest request = ask(proxy, HttpMethod.GET);
        HttpClientResponse response = TestProxy.await(request.send());
        AtomicLong read = new AtomicLong();
        response.handler(data -> read.addAndGet(data.length()));
        response.exceptionHandler(ignored -> {});
        await().until(() -> read.get() > 0);
        way.leave(request);
        assertFreed();
    }

    @ParameterizedTest
    @EnumSource
    void whileItDoesNotRead(Way way) throws Exception {
        backend.become(Http2AbortTest::pour);
        HttpClientRequest request = ask(proxy, HttpMethod.GET);
        CountDownLatch begun = new CountDownLatch(1);
        request.response().onSuccess(response -> {
            response.pause().exceptionHandler(ignored -> {});
            begun.countDown();
        });
        var unused = request.end();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        way.leave(request);
        assertFreed();
    }

    @Test
    void seesAtOnceThatTheEndpointWentBeforeItAnswered() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.reset();
        });
        HttpClientRequest request = ask(proxy, HttpMethod.GET);
        assertThat(TestProxy.await(request.send()).statusCode()).isEqualTo(502);
        assertFreed();
    }

    @Test
    void seesAtOnceThatTheEndpointWentInItsAnswer() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc");
        });
        HttpClientRequest request = ask(proxy, HttpMethod.GET);
        Assertions.assertThatThrownBy(() -> TestProxy.await(request.send().compose(HttpClientResponse::body)))
                .isInstanceOf(StreamResetException.class);
        assertFreed();
    }

    @Test
    void seesAtOnceThatTheEndpointWentWhileItSent() throws Exception {
        backend.become(connection -> {
            connection.readHead();
            connection.skip(3);
            connection.reset();
        });
        HttpClientRequest request = ask(proxy, HttpMethod.POST).setChunked(true);
        var unused = request.write("abc");
        assertThat(TestProxy.await(request.response()).statusCode()).isEqualTo(502);
        assertFreed();
    }

    private HttpClientRequest ask(TestProxy of, HttpMethod method) {
        HttpClientRequest request = TestProxy.await(client.request(method, of.port(), "127.0.0.1", "/"));
        request.exceptionHandler(ignored -> {});
        return request;
    }

    private static void pour(RawBackend.Connection connection) throws IOException {
        connection.readHead();
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 200000000\r\n\r\n");
        for (int i = 0; i < 200; i++) {
            connection.send("x".repeat(1_000_000));
        }
    }

    private void assertFreed() throws Exception {
        proxy.assertFreed();
        await().until(() -> backend.openConnections() == 0);
        proxy.assertConserved(backend);
    }
}
