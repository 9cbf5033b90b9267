package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.dns.DnsRecordType;
import io.quorate.testing.DnsAnswer;
import io.quorate.testing.DnsAnswer.Manner;
import io.quorate.testing.DnsServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a finder that was closed, over both transports. */
class ClosingTest {
    private static final String SHOP = "shop.test";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final List<Vertx> started = new ArrayList<>();
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        server = DnsServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
        started.forEach(
                vertx -> vertx.close().toCompletionStage().toCompletableFuture().join());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsToldAfterItWasClosed(boolean nativeTransport) throws Exception {
        Vertx vertx = vertx(nativeTransport);
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        DnsFinders finders = finders(vertx);
        Lookout lookout = Lookout.on(vertx, finders, Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.2").after(Duration.ofMillis(200)));
        long before = server.count("udp A shop.test.");
        await().until(() -> server.count("udp A shop.test.") > before);
        lookout.close();
        lookout.told.clear();

        // Long enough for the answer, and for several further questions.
        try (Lookout other = Lookout.on(vertx, finders, Lookout.dns(SHOP, server))) {
            for (int i = 0; i < 3; i++) {
                other.addresses();
            }
        }
        assertThat(lookout.told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noDescriptorIsLeftOfAThousandFinders(boolean nativeTransport) throws Exception {
        Vertx vertx = vertx(nativeTransport);
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        server.put("cut.test", DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1").in(Manner.CUT));
        server.put("silent.test", DnsAnswer.silent());
        List<String> names = List.of(SHOP, "cut.test", "silent.test");
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            openAndClose(vertx, names, 50);
        }
        // A connection that is closed is gone a little later.
        await().atMost(Lookout.SOON).until(() -> descriptors() < before + 50);
    }

    /** All at once, and closed while some have an answer and others wait for one. */
    private void openAndClose(Vertx vertx, List<String> names, int count) throws InterruptedException {
        List<Lookout> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = names.get(i % names.size());
            opened.add(Lookout.on(vertx, finders(vertx), Lookout.dns(name, server)));
        }
        assertThat(opened.get(0).addresses()).isNotEmpty();
        opened.forEach(Lookout::close);
    }

    private static DnsFinders finders(Vertx vertx) {
        // What nobody answers is not over by itself.
        return new DnsFinders(vertx, Machine.asking(List.of()), Duration.ofMinutes(1));
    }

    private Vertx vertx(boolean nativeTransport) {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setPreferNativeTransport(nativeTransport).setEventLoopPoolSize(1));
        assertThat(vertx.isNativeTransportEnabled()).isEqualTo(nativeTransport);
        started.add(vertx);
        return vertx;
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        }
    }
}
