package io.quorate.probe;

import io.quorate.core.health.FailureKind;
import io.quorate.probe.wire.Excerpt;
import io.quorate.probe.wire.Faults;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The answer to one call of {@code Check}: takes in at most {@link #MOST_READ} and ends the run. */
final class GrpcAnswer {
    static final int MOST_READ = 64 * 1024;
    private static final String TYPE = "application/grpc";
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final List<String> STATUSES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private final ProbeRun run;
    private final Buffer body = Buffer.buffer();

    GrpcAnswer(ProbeRun run) {
        this.run = run;
    }

    /** There is a head; the rest is read until all is decided. */
    void read(HttpClientResponse response) {
        response.exceptionHandler(cause -> Faults.answering(cause, run));
        if (response.statusCode() != 200) {
            run.fail(FailureKind.L7STS, "status " + response.statusCode() + " (expected: 200)");
        } else if (!isGrpc(response.headers())) {
            String type =
                    Optional.ofNullable(response.getHeader("content-type")).orElse("");
            run.fail(FailureKind.L7RSP, "content-type " + Excerpt.quoted(type) + " (expected: " + TYPE + ")");
        }
        response.handler(this::take);
        response.endHandler(end -> decide(response));
    }

    /** As it is, or followed by a subtype or a parameter; grpc-web is something else. */
    private static boolean isGrpc(MultiMap headers) {
        String type = Optional.ofNullable(headers.get("content-type")).orElse("");
        return type.equals(TYPE) || type.startsWith(TYPE + "+") || type.startsWith(TYPE + ";");
    }

    private void take(Buffer chunk) {
        if (run.isOver()) {
            return;
        }
        if (chunk.length() > MOST_READ - body.length()) {
            run.fail(FailureKind.L7RSP, "more than " + MOST_READ + " bytes for an answer");
            return;
        }
        body.appendBuffer(chunk);
    }

    private void decide(HttpClientResponse response) {
        if (run.isOver()) {
            return;
        }
        // An answer that is a status only has it among its headers.
        MultiMap last = response.headers().contains(STATUS) ? response.headers() : response.trailers();
        String status = Optional.ofNullable(last.get(STATUS)).orElse("");
        if (!status.matches("\\d{1,4}")) {
            run.fail(FailureKind.L7RSP, status.isEmpty() ? "no grpc-status" : "grpc-status " + Excerpt.quoted(status));
        } else if (Integer.parseInt(status) != 0) {
            String message = Optional.ofNullable(last.get(MESSAGE)).orElse("");
            run.fail(FailureKind.L7STS, named(Integer.parseInt(status)) + said(message));
        } else {
            decideByMessage();
        }
    }

    private void decideByMessage() {
        Optional<Integer> health = HealthMessage.statusIn(body.getBytes());
        if (health.isEmpty()) {
            run.fail(FailureKind.L7RSP, "not a grpc.health.v1.HealthCheckResponse");
        } else if (health.get() == HealthMessage.SERVING) {
            run.pass("SERVING");
        } else {
            run.fail(FailureKind.L7STS, HealthMessage.named(health.get()) + " (expected: SERVING)");
        }
    }

    private static String named(int status) {
        return status < STATUSES.size() ? STATUSES.get(status) : "grpc-status " + status;
    }

    private static String said(String message) {
        return message.isEmpty() ? "" : ": " + Excerpt.of(decoded(message));
    }

    /** Percent-encoded UTF-8; what is not encoded well stays as it is. */
    private static String decoded(String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < message.length(); i++) {
            int high = hex(message, i + 1);
            int low = hex(message, i + 2);
            if (message.charAt(i) == '%' && high >= 0 && low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(message.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int hex(String text, int at) {
        return at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    }
}
