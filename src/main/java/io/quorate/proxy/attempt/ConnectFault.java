package io.quorate.proxy.attempt;

import io.quorate.proxy.tls.TlsFault;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a connect that failed says about the endpoint, worded as probes do. */
final class ConnectFault {
    /** No answer to the connect, though a connection was free to be made. */
    static final String TIMEOUT = "L4TOUT: no connection in time (a request)";

    private static final String NETWORK_UNREACHABLE = "network is unreachable";

    /** As the kernel words them. What else there is, such as too few file descriptors or ports, is this member's own. */
    private static final List<String> OF_THE_WAY =
            List.of("connection refused", "connection reset", "no route to host", NETWORK_UNREACHABLE, "host is down");

    private ConnectFault() {}

    /** The reason; empty if the failure may not be the endpoint's. */
    static Optional<String> reason(Throwable cause) {
        if (cause instanceof UnknownHostException || cause.getCause() instanceof UnknownHostException) {
            return Optional.of(worded("name not resolved"));
        }
        Optional<String> handshake = TlsFault.reason(cause);
        if (handshake.isPresent()) {
            return handshake.map(reason -> "L6RSP: " + reason + " (a request)");
        }
        Throwable inner = cause.getCause();
        if (inner instanceof NoRouteToHostException && inner.getMessage() == null) {
            // ENETUNREACH, of which Netty's epoll says nothing else.
            return Optional.of(worded(NETWORK_UNREACHABLE));
        }
        String text = (cause.getMessage() + " " + (inner == null ? "" : inner.getMessage())).toLowerCase(Locale.ROOT);
        return OF_THE_WAY.stream().filter(text::contains).findFirst().map(ConnectFault::worded);
    }

    private static String worded(String what) {
        return "L4CON: " + what + " (a request)";
    }
}
