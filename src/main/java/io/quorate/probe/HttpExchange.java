package io.quorate.probe;

import io.quorate.core.health.FailureKind;
import io.quorate.core.model.check.Expectation;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.probe.wire.Excerpt;
import io.quorate.probe.wire.Faults;
import io.quorate.probe.wire.HttpConnector;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: takes in as much of the answer as its rules need, never more than {@link #MOST_READ} of its
 * body, and ends the run as soon as they are decided. It is its own body codec, which is how the client's interceptor
 * finds the exchange that a request belongs to.
 */
final class HttpExchange implements BodyCodec<Void>, BodyStream<Void> {
    static final int MOST_READ = 64 * 1024;
    /** So many chunks are looked at one by one; after that, the body each time that it has doubled. */
    private static final int CHUNKS_LOOKED_AT = 16;

    private final HttpCheck check;
    private final BodyRules bodyRules;
    private final ProbeRun run;
    private @Nullable HttpClientConnection connection;
    private final Buffer body = Buffer.buffer();
    private String seen = "";
    private int chunks;
    private int nextLook;

    HttpExchange(HttpCheck check, BodyRules bodyRules, ProbeRun run) {
        this.check = check;
        this.bodyRules = bodyRules;
        this.run = run;
    }

    /** The same, which goes over that connection. */
    HttpExchange over(HttpClientConnection toUse) {
        connection = toUse;
        return this;
    }

    /** It is time for the request. */
    void request(HttpContext<?> context) {
        Objects.requireNonNull(connection, "over() comes first")
                .request(context.requestOptions())
                .onSuccess(request -> {
                    // Without a handler each reset is logged as an error; it comes by the client's future as well.
                    request.exceptionHandler(this);
                    nameTheHost(request);
                    context.sendRequest(request);
                })
                .onFailure(this::broken);
    }

    /** There is a status and headers; true if the body is still to be read. */
    boolean isToBeRead(HttpClientResponse response) {
        response.exceptionHandler(this);
        decideBy(response);
        if (run.isOver()) {
            // The client has paused it, and what waits on a paused connection that closes is never released.
            response.resume();
        }
        return !run.isOver();
    }

    /** The body is complete. */
    void complete() {
        decide();
    }

    /** There will be no complete answer. */
    void broken(Throwable cause) {
        Faults.answering(cause, run);
    }

    @Override
    public BodyStream<Void> stream() {
        return this;
    }

    @Override
    public Future<Void> write(Buffer chunk) {
        if (!run.isOver()) {
            body.appendBuffer(chunk, 0, Math.min(chunk.length(), MOST_READ - body.length()));
            if (body.length() == MOST_READ) {
                decide();
            } else if (isWorthALook() && bodyRules.holdAlready(text())) {
                run.pass(seen);
            }
        }
        return Future.succeededFuture();
    }

    /** Says nothing: Vert.x ends the stream also when the connection broke (see {@link #complete}). */
    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> result() {
        return Future.succeededFuture();
    }

    @Override
    public void handle(Throwable cause) {
        // Heard of by broken() too.
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }

    /** In HTTP/2 the host has a place of its own, and no other may contradict it (RFC 9113 section 8.3.1). */
    private static void nameTheHost(HttpClientRequest request) {
        String host = request.headers().get(HttpHeaders.HOST);
        if (request.version() == HttpVersion.HTTP_2 && host != null) {
            request.headers().remove(HttpHeaders.HOST);
            request.authority(HttpConnector.authority(host));
        }
    }

    private void decideBy(HttpClientResponse response) {
        seen = "status " + response.statusCode();
        Expectation expect = check.expect();
        if (!expect.acceptsStatus(response.statusCode())) {
            run.fail(FailureKind.L7STS, seen + " (expected: " + listed(expect) + ")");
            return;
        }
        headerComplaint(response).ifPresent(complaint -> run.fail(FailureKind.L7HDR, complaint));
        if (!expect.readsBody()) {
            run.pass(seen);
        }
    }

    private void decide() {
        if (run.isOver()) {
            return;
        }
        bodyRules
                .complaint(text())
                .ifPresentOrElse(complaint -> run.fail(FailureKind.L7BDY, complaint), () -> run.pass(seen));
    }

    private boolean isWorthALook() {
        chunks++;
        if (chunks > CHUNKS_LOOKED_AT && body.length() < nextLook) {
            return false;
        }
        nextLook = 2 * body.length();
        return true;
    }

    private String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private Optional<String> headerComplaint(HttpClientResponse response) {
        return check.expect().headers().entrySet().stream()
                .filter(rule -> !response.headers().getAll(rule.getKey()).contains(rule.getValue()))
                .map(rule -> complaint(rule, response.headers().getAll(rule.getKey())))
                .sorted()
                .findFirst();
    }

    private static String complaint(Map.Entry<String, String> rule, List<String> values) {
        String found = values.isEmpty() ? "absent" : Excerpt.quoted(String.join(", ", values));
        return "header " + rule.getKey() + ": " + found + " (expected: " + Excerpt.quoted(rule.getValue()) + ")";
    }

    private static String listed(Expectation expect) {
        return expect.statuses().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
