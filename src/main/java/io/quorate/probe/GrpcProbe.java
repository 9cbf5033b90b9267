package io.quorate.probe;

import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.probe.wire.Faults;
import io.quorate.probe.wire.HttpConnector;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/**
 * Calls {@code Check} of {@code grpc.health.v1.Health}, over a connection of its own. Written by hand: one call of one
 * method needs no library (see the gRPC health checking protocol and gRPC over HTTP/2).
 */
final class GrpcProbe implements Probe {
    private static final String PATH = "/grpc.health.v1.Health/Check";
    /** A timeout has eight digits at most. */
    private static final long MOST_MILLIS = 99_999_999;

    private final HttpConnector connector;
    private final Buffer question;

    GrpcProbe(Vertx vertx, CheckSpec spec) {
        this.connector = new HttpConnector(vertx, spec.approach());
        this.question = question(((CheckKind.Grpc) spec.kind()).service());
    }

    @Override
    public void begin(EndpointAddress address, ProbeRun run) {
        connector.open(address, run, connection -> call(connection, run));
    }

    @Override
    public void close() {
        connector.close();
    }

    private void call(HttpClientConnection connection, ProbeRun run) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI(PATH)
                .putHeader("content-type", "application/grpc")
                .putHeader("te", "trailers")
                .putHeader("grpc-timeout", timeout(run.timeout()))
                .putHeader("user-agent", "quorate");
        connection
                .request(options)
                .onSuccess(request -> ask(request, run))
                .onFailure(cause -> Faults.answering(cause, run));
    }

    private void ask(HttpClientRequest request, ProbeRun run) {
        request.exceptionHandler(cause -> {
            // The response's future fails too.
        });
        GrpcAnswer answer = new GrpcAnswer(run);
        request.response().onSuccess(answer::read).onFailure(cause -> Faults.answering(cause, run));
        request.end(question.copy()).onFailure(cause -> {
            // As above: what the endpoint has to say of it counts, if it says anything.
        });
    }

    private static String timeout(Duration timeout) {
        long millis = timeout.toMillis();
        return millis <= MOST_MILLIS ? millis + "m" : timeout.toSeconds() + "S";
    }

    /** A frame that is not compressed, of a message whose one field, 1, is the service's name; empty if it is. */
    private static Buffer question(String service) {
        Buffer message = Buffer.buffer();
        if (!service.isEmpty()) {
            message.appendByte((byte) 0x0A);
            int length = service.length();
            while (length >= 0x80) {
                message.appendByte((byte) (length | 0x80));
                length >>>= 7;
            }
            message.appendByte((byte) length);
            message.appendString(service);
        }
        return Buffer.buffer().appendByte((byte) 0).appendInt(message.length()).appendBuffer(message);
    }
}
