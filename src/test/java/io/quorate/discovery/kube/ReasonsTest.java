package io.quorate.discovery.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void theAnswerOfTheServerIsSaid() {
        KubernetesClientException answer = new KubernetesClientException(new StatusBuilder()
                .withCode(500)
                .withMessage("etcd has\nno leader")
                .build());

        assertThat(Reasons.of(new CompletionException(answer), "list"))
                .isEqualTo("the API server answered 500: etcd has no leader");
    }

    @Test
    void anAnswerWithoutAMessageIsStillOne() {
        assertThat(Reasons.of(new KubernetesClientException("gone", 502, null), "list"))
                .isEqualTo("the API server answered 502: gone");
    }

    @Test
    void aNameThatIsNotKnownIsSaid() {
        assertThat(Reasons.of(wrapped(new UnknownHostException("kubernetes.default.svc")), "list"))
                .isEqualTo("the API server's name is not known: kubernetes.default.svc");
        Throwable connect = new ConnectException().initCause(new UnresolvedAddressException());
        assertThat(Reasons.of(wrapped(connect), "list")).startsWith("the API server's name is not known: ");
    }

    @Test
    void whatTlsComplainsOfIsSaid() {
        assertThat(Reasons.of(wrapped(new SSLHandshakeException("no name matching x")), "list"))
                .isEqualTo("TLS to the API server: no name matching x");
    }

    @Test
    void silenceIsSaid() {
        assertThat(Reasons.of(wrapped(new HttpTimeoutException("request timed out")), "list"))
                .isEqualTo("the API server does not answer");
    }

    @Test
    void aConnectionThatCannotBeHadOrBreaksIsSaid() {
        assertThat(Reasons.of(wrapped(new ConnectException("refused")), "list"))
                .isEqualTo("no connection to the API server: refused");
        assertThat(Reasons.of(wrapped(new IOException("reset")), "list"))
                .isEqualTo("the connection to the API server broke: reset");
    }

    @Test
    void anythingElseIsSaidAsItIs() {
        assertThat(Reasons.of(new NoClassDefFoundError(), "list"))
                .isEqualTo("the API server cannot be asked: NoClassDefFoundError");
    }

    @Test
    void aLongReasonIsCut() {
        assertThat(Reasons.of(new IllegalStateException("x".repeat(10_000)), "list"))
                .hasSize(300)
                .endsWith("…");
    }

    private static Throwable wrapped(Throwable cause) {
        return new CompletionException(new KubernetesClientException("Operation: [list] failed", cause));
    }
}
