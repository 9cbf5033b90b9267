package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why the API server could not be asked, in one line for people. */
final class Reasons {
    private static final int LONGEST = 300;

    private Reasons() {}

    /** @param verb what was tried, as a Role has it */
    static String of(Throwable failure, String verb) {
        return oneLine(find(failure, KubernetesClientException.class)
                .filter(answer -> answer.getCode() > 0)
                .map(answer -> answered(answer, verb))
                .orElseGet(() -> unanswered(failure)));
    }

    private static String answered(KubernetesClientException answer, String verb) {
        String said = Optional.ofNullable(answer.getStatus())
                .map(Status::getMessage)
                .filter(message -> !message.isBlank())
                .orElseGet(() -> messageOf(answer));
        return switch (answer.getCode()) {
            case 401 -> "the API server does not accept this member's token (401)";
            case 403 ->
                "this member may not " + verb + " endpointslices of discovery.k8s.io (403), a Role is missing: " + said;
            default -> "the API server answered " + answer.getCode() + ": " + said;
        };
    }

    private static String unanswered(Throwable failure) {
        if (find(failure, NoNamespaceException.class).isPresent()) {
            return "no namespace: the config names none, and this member runs in none";
        }
        if (has(failure, UnknownHostException.class) || has(failure, UnresolvedAddressException.class)) {
            return "the API server's name is not known: " + messageOf(failure);
        }
        Optional<SSLException> tls = find(failure, SSLException.class);
        if (tls.isPresent()) {
            return "TLS to the API server: " + tls.get().getMessage();
        }
        if (has(failure, HttpTimeoutException.class) || has(failure, TimeoutException.class)) {
            return "the API server does not answer";
        }
        if (has(failure, ConnectException.class)) {
            return "no connection to the API server: " + messageOf(failure);
        }
        return has(failure, IOException.class)
                ? "the connection to the API server broke: " + messageOf(failure)
                : "the API server cannot be asked: " + messageOf(failure);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return find(failure, kind).isPresent();
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        return chain(failure).filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** Of the innermost that says something. */
    private static String messageOf(Throwable failure) {
        return chain(failure)
                .filter(one -> one.getMessage() != null && !one.getMessage().isBlank())
                .reduce((outer, inner) -> inner)
                .map(Throwable::getMessage)
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    private static Stream<Throwable> chain(@Nullable Throwable failure) {
        return Stream.iterate(failure, one -> one != null, Throwable::getCause).limit(20);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
