package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.listen.ListenerTimeouts;
import io.quorate.core.model.listen.Protocols;
import io.quorate.core.model.net.Cidr;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A listener behind a balancer believes what that says of the client, and nothing that does not begin so. */
class ProxyHeaderTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String V1 = "PROXY TCP4 192.0.2.7 192.0.2.8 4711 80\r\n";
    private static final String MAGIC = "\r\n\r\n\0\r\nQUIT\n";
    private static final String ADDRESSES = "\u00c0\u0000\u0002\u0007\u00c0\u0000\u0002\u0008\u0012g\u0000P";

    private RawBackend backend;
    private final TestProxy.Setup setup = new TestProxy.Setup();

    @BeforeEach
    void start() throws Exception {
        backend = RawBackend.answering(RawBackend.OK);
        setup.protocols = new Protocols(true, true, true);
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
    }

    @TestFactory
    Stream<DynamicTest> theClientIsWhomTheHeaderNames() {
        return Stream.of(
                named("version 1", V1, "192.0.2.7"),
                named("version 1 in IPv6", "PROXY TCP6 2001:db8::7 2001:db8::8 4711 80\r\n", "2001:db8::7"),
                named("version 1 of unknown", "PROXY UNKNOWN\r\n", "127.0.0.1"),
                named("version 1 of unknown with more", "PROXY UNKNOWN a b c\r\n", "127.0.0.1"),
                named("version 2", v2(0x21, 0x11, ADDRESSES), "192.0.2.7"),
                named("version 2 with more", v2(0x21, 0x11, ADDRESSES + "\u0004\u0000\u0003abc"), "192.0.2.7"),
                named("version 2 in IPv6", v2(0x21, 0x21, ipv6()), "2001:db8::7"),
                named("version 2 of the balancer", v2(0x20, 0x00, ""), "127.0.0.1"),
                named("version 2 of the balancer with addresses", v2(0x20, 0x11, ADDRESSES), "127.0.0.1"),
                named("version 2 of unknown", v2(0x21, 0x00, ""), "127.0.0.1"));
    }

    @TestFactory
    Stream<DynamicTest> closesWhatDoesNotBeginWithOne() {
        return Stream.of(
                closed("request", GET),
                closed("garbage", "garbage garbage garbage garbage\r\n\r\n"),
                closed("preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                closed("version 1 without addresses", "PROXY TCP4\r\n"),
                closed("version 1 with half an address", "PROXY TCP4 192.0.2 192.0.2.8 4711 80\r\n"),
                closed("version 1 with a name", "PROXY TCP4 localhost 192.0.2.8 4711 80\r\n"),
                closed("version 1 with a bad port", "PROXY TCP4 192.0.2.7 192.0.2.8 99999 80\r\n"),
                closed("version 1 without an end", "PROXY TCP4 " + "1".repeat(300)),
                closed("version 1 in lower case", "proxy TCP4 192.0.2.7 192.0.2.8 4711 80\r\n" + GET),
                closed("version 2 of another version", v2(0x31, 0x11, ADDRESSES)),
                closed("version 2 with an unknown command", v2(0x2F, 0x11, ADDRESSES)),
                closed("version 2 with too few addresses", v2(0x21, 0x11, "\u00c0\u0000\u0002\u0007")),
                closed(
                        "version 2 with far too much",
                        v2(0x21, 0x11, ADDRESSES + "\u0004\u00f0\u0000" + "x".repeat(61_440))));
    }

    @Test
    void waitsForTheRestOfAHeader() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send(V1.substring(0, 20));
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            client.send(V1.substring(20, V1.length() - 1));
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            assertThat(client.send("\n" + GET).read().status()).isEqualTo(200);
            assertThat(forwarded()).contains("x-forwarded-for: 192.0.2.7\r\n");
        }
    }

    @Test
    void closesAConnectionThatSendsNone() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void closesAConnectionThatSendsHalfAHeader() throws Exception {
        setup.clientTimeouts = new ListenerTimeouts(SHORT, LONG);
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.send(V1.substring(0, 20)).isClosed()).isTrue();
        }
    }

    @Test
    void comesBeforeHttp2() throws Exception {
        try (TestProxy proxy = setup.to(backend);
                RawHttp2 client = new RawHttp2(RawHttp2.connect(proxy.port(), 0))) {
            client.write(V1.getBytes(StandardCharsets.ISO_8859_1));
            client.write(RawHttp2.PREFACE);
            assertThat(client.settings().get(1, "/").read(1).status()).isEqualTo(200);
            assertThat(forwarded()).contains("x-forwarded-for: 192.0.2.7\r\n");
        }
    }

    /** Whom it may believe is whom the header names, not the balancer. */
    @Test
    void isNoReasonToTrustWhatTheClientSays() throws Exception {
        setup.trusted = List.of(Cidr.parse("127.0.0.0/8"));
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            client.send(V1 + "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(forwarded()).contains("x-forwarded-for: 192.0.2.7\r\n").doesNotContain("6.6.6.6");
        }
    }

    @Test
    void isARequestLikeAnyOtherWhereNoneIsExpected() throws Exception {
        setup.protocols = Protocols.DEFAULT;
        try (TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.send(V1 + GET).read().status()).isEqualTo(400);
            assertThat(client.isClosed()).isTrue();
            assertThat(backend.received()).isEmpty();
        }
    }

    private DynamicTest named(String name, String header, String address) {
        return DynamicTest.dynamicTest(name, () -> {
            try (TestProxy proxy = setup.to(backend);
                    RawClient client = proxy.client()) {
                // The request follows in the same packet; the next one comes without a header.
                assertThat(client.send(header + GET).read().status()).isEqualTo(200);
                assertThat(client.get("/").status()).isEqualTo(200);
                String last = forwarded();
                assertThat(last.substring(last.lastIndexOf("get /"))).contains("x-forwarded-for: " + address + "\r\n");
            }
        });
    }

    private DynamicTest closed(String name, String bytes) {
        return DynamicTest.dynamicTest(name, () -> {
            setup.clientTimeouts = new ListenerTimeouts(Duration.ofSeconds(2), LONG);
            int before = backend.requests();
            try (TestProxy proxy = setup.to(backend);
                    RawClient client = proxy.client()) {
                client.sendIfTaken(bytes);
                assertThat(client.read()).isEqualTo(Reply.NONE);
                assertThat(client.isClosed()).isTrue();
                assertThat(backend.requests()).isEqualTo(before);
            }
        });
    }

    private String forwarded() {
        return backend.received().toLowerCase(Locale.ROOT);
    }

    private static String v2(int versionAndCommand, int family, String rest) {
        byte[] length = ByteBuffer.allocate(2).putShort((short) rest.length()).array();
        return MAGIC
                + (char) versionAndCommand
                + (char) family
                + new String(length, StandardCharsets.ISO_8859_1)
                + rest;
    }

    private static String ipv6() {
        String network = " \u0001\r\u00b8" + "\0".repeat(11);
        return network + "\u0007" + network + "\u0008" + "\u0012g\u0000P";
    }
}
