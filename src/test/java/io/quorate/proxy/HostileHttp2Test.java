package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.transport.Protocol;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table to an endpoint of HTTP/1.1, and what becomes of messages in HTTP/2 there that are odd, but sound. */
class HostileHttp2Test extends HostileHttp2Table {
    private RawBackend backend;
    private TestProxy proxy;

    @Override
    Protocol toEndpoints() {
        return Protocol.HTTP1;
    }

    @BeforeEach
    void startAnother() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        TestProxy.Setup setup = new TestProxy.Setup().oneAtATime(Protocol.HTTP1);
        setup.protocols = new Protocols(true, true, false);
        proxy = setup.conserving(backend);
    }

    @AfterEach
    void stopIt() throws Exception {
        proxy.close();
        backend.close();
    }

    @Test
    void takesALengthThatPromisesMoreThanTheBodyForBroken() throws Exception {
        try (RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.post(1, "/", "content-length", "9").data(1, true, "abc");
            assertRefused(client);
        }
        assertThat(backend.received()).doesNotContain("abc\r\n");
        proxy.assertAtRest();
    }

    /** As RFC 9110 section 8.6 allows; what matters is that the endpoint sees one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void passesALengthThatIsRepeatedOnOnce(boolean inOneField) throws Exception {
        String[] lengths = inOneField
                ? new String[] {"content-length", "3, 3"}
                : new String[] {"content-length", "3", "content-length", "3"};
        try (RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.post(1, "/", lengths).data(1, true, "abc");
            assertThat(client.read(1).status()).isEqualTo(200);
        }
        assertThat(backend.received().toLowerCase(Locale.ROOT))
                .contains("content-length: 3\r\n")
                .containsOnlyOnce("content-length");
    }

    @Test
    void joinsTheCrumbsOfACookie() throws Exception {
        try (RawHttp2 client = RawHttp2.client(proxy.port())) {
            client.headers(1, true, with("cookie", "a=1", "cookie", "b=2"));
            assertThat(client.read(1).status()).isEqualTo(200);
        }
        assertThat(backend.received().toLowerCase(Locale.ROOT))
                .contains("cookie: a=1; b=2\r\n")
                .containsOnlyOnce("cookie");
    }
}
