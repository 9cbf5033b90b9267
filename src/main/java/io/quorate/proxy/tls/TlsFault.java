package io.quorate.proxy.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why a connection to an endpoint failed, as far as TLS is to blame. */
public final class TlsFault {
    private static final String UNKNOWN_AUTHORITY = "certificate of an unknown authority";
    private static final int MOST_CAUSES = 16;
    private static final int LONGEST = 120;
    /** How the JDK says that a certificate is for others. */
    private static final Pattern OTHER_NAME =
            Pattern.compile("No (?:name|subject alternative .*names?) matching (?:IP address )?(\\S+) found\\.?");

    private static final Pattern NO_NAME = Pattern.compile("No subject alternative (DNS )?names? .*");
    private static final Pattern ALERT = Pattern.compile("(?:\\([a-z_]+\\) )?Received fatal alert: ([a-z_]+)");

    private TlsFault() {}

    /** One short line for people; empty if TLS is not to blame. It never has anything of a key, nor a line break. */
    public static Optional<String> reason(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return causes.stream()
                .flatMap(cause -> special(cause).stream())
                .findFirst()
                .or(() -> badPath(causes))
                .or(() -> alert(causes))
                .or(() -> other(causes));
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MOST_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static Optional<String> special(Throwable cause) {
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("certificate expired");
        }
        if (cause instanceof CertificateNotYetValidException) {
            return Optional.of("certificate not valid yet");
        }
        if (cause instanceof CertPathBuilderException) {
            return Optional.of(UNKNOWN_AUTHORITY);
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return Optional.of("no end of the handshake in time");
        }
        if (cause instanceof NotSslRecordException
                || message(cause).contains("Unsupported or unrecognized SSL message")) {
            return Optional.of("no TLS spoken");
        }
        return cause instanceof CertificateException ? otherName(message(cause)) : Optional.empty();
    }

    private static Optional<String> otherName(String message) {
        Matcher named = OTHER_NAME.matcher(message);
        if (named.matches()) {
            return Optional.of("certificate is not for " + named.group(1));
        }
        return NO_NAME.matcher(message).matches() ? Optional.of("certificate is for other names") : Optional.empty();
    }

    /** What is wrong with the way to an authority, if no certificate on it is to blame by itself. */
    private static Optional<String> badPath(List<Throwable> causes) {
        return causes.stream()
                .filter(CertPathValidatorException.class::isInstance)
                .map(CertPathValidatorException.class::cast)
                .map(cause -> cause.getReason() == BasicReason.INVALID_SIGNATURE
                        ? UNKNOWN_AUTHORITY
                        : "certificate refused: " + message(cause))
                .findFirst();
    }

    /** What the endpoint says of us. */
    private static Optional<String> alert(List<Throwable> causes) {
        return causes.stream()
                .filter(SSLException.class::isInstance)
                .map(cause -> ALERT.matcher(message(cause)))
                .filter(Matcher::matches)
                .map(alert -> "refused by the endpoint: " + alert.group(1))
                .findFirst();
    }

    /** The innermost fault says most: Vert.x and Netty put their own around it. */
    private static Optional<String> other(List<Throwable> causes) {
        boolean closed = causes.stream().anyMatch(ClosedChannelException.class::isInstance);
        return causes.stream()
                .filter(SSLException.class::isInstance)
                .reduce((outer, inner) -> inner)
                .map(cause -> closed ? "closed during the handshake" : "TLS failed: " + message(cause));
    }

    private static String message(Throwable cause) {
        String line = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    }
}
