package io.quorate.probe.wire;

import io.quorate.core.health.FailureKind;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;

/** What an exception of the network says about the endpoint, or about this member. */
public final class Faults {
    /** As the kernel words them: ENFILE and EMFILE, EADDRNOTAVAIL (no free port), ENOBUFS, ENOMEM. */
    private static final List<String> OUR_OWN = List.of(
            "too many open files",
            "cannot assign requested address",
            "no buffer space available",
            "cannot allocate memory");

    /** Of Netty's complaint about a first frame that is none: "HTTP/", hexadecimal. */
    private static final String HTTP1_FOR_HTTP2 = "485454502f";

    private static final String NETWORK_UNREACHABLE = "network is unreachable";

    private static final List<String> OF_THE_WAY =
            List.of("connection refused", "connection reset", "no route to host", NETWORK_UNREACHABLE, "host is down");

    private Faults() {}

    /** Ends the run with what the cause means for one that has no connection yet. */
    public static void connecting(Throwable cause, ProbeRun run) {
        String text = textOf(cause);
        if (isOurOwn(text)) {
            run.giveUp("this member cannot connect: " + wording(text, OUR_OWN, cause));
        } else if (isTimeout(cause)) {
            run.expire();
        } else if (isAny(cause, UnknownHostException.class)) {
            run.fail(FailureKind.L4CON, "name not resolved");
        } else {
            run.fail(
                    FailureKind.L4CON,
                    isWithoutNetwork(cause) ? NETWORK_UNREACHABLE : wording(text, OF_THE_WAY, cause));
        }
    }

    /** Ends the run with what the cause means for one whose answer was not complete. */
    public static void answering(Throwable cause, ProbeRun run) {
        if (String.valueOf(cause.getMessage()).contains(HTTP1_FOR_HTTP2)) {
            run.fail(FailureKind.L7RSP, "endpoint speaks HTTP/1.1, not HTTP/2");
        } else if (cause instanceof StreamResetException reset) {
            run.fail(FailureKind.L7RSP, "stream reset before the answer was complete: code " + reset.getCode());
        } else if (cause instanceof HttpClosedException || isAny(cause, ClosedChannelException.class)) {
            run.fail(FailureKind.L7RSP, "connection closed before the answer was complete");
        } else if (isAny(cause, IOException.class)) {
            String wording = wording(textOf(cause), List.of("connection reset", "broken pipe"), cause);
            run.fail(FailureKind.L7RSP, wording + " before the answer was complete");
        } else {
            run.fail(FailureKind.L7RSP, "not a valid HTTP answer: " + describe(cause));
        }
    }

    private static boolean isOurOwn(String text) {
        return OUR_OWN.stream().anyMatch(text::contains);
    }

    private static boolean isTimeout(Throwable cause) {
        // Netty's ConnectTimeoutException is a ConnectException, which is all that tells it from a refusal but its
        // name.
        return cause instanceof ConnectException
                && cause.getClass().getSimpleName().equals("ConnectTimeoutException");
    }

    /** ENETUNREACH, of which Netty's epoll says nothing but this; what the kernel calls no route to host has a text. */
    private static boolean isWithoutNetwork(Throwable cause) {
        return cause.getCause() instanceof NoRouteToHostException inner && inner.getMessage() == null;
    }

    private static boolean isAny(Throwable cause, Class<? extends Throwable> type) {
        return type.isInstance(cause) || (cause.getCause() != null && type.isInstance(cause.getCause()));
    }

    private static String wording(String text, List<String> known, Throwable cause) {
        return known.stream().filter(text::contains).findFirst().orElseGet(() -> describe(cause));
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return Excerpt.of(message == null ? cause.getClass().getSimpleName() : message);
    }

    /** The messages of the cause and of its own cause, where the transport's are. */
    private static String textOf(Throwable cause) {
        Throwable inner = cause.getCause();
        return (cause.getMessage() + " " + (inner == null ? "" : inner.getMessage())).toLowerCase(Locale.ROOT);
    }
}
