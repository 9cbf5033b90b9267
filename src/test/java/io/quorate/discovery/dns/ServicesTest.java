package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.discovery.Finding;
import io.quorate.testing.DnsAnswer;
import io.quorate.testing.DnsLine;
import io.quorate.testing.DnsServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SRV records of a real server. */
class ServicesTest {
    private static final String SHOP = "_http._tcp.shop.test";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static Vertx vertx;
    private final List<Lookout> opened = new ArrayList<>();
    private DnsServer server;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeAll() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws IOException {
        server = DnsServer.start();
        server.put("a.test", DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        server.put("b.test", DnsRecordType.A, DnsAnswer.a(5, "192.0.2.2"));
    }

    @AfterEach
    void stop() {
        opened.forEach(Lookout::close);
        server.close();
    }

    @Test
    void eachTargetIsAnEndpointWithItsPortItsWeightAndItsPriority() throws Exception {
        server.put("c.test", DnsRecordType.AAAA, DnsAnswer.aaaa(5, "2001:db8::3"));
        Lookout lookout = say("10 30 8080 a.test", "10 10 8081 b.test", "20 5 8082 c.test");
        assertThat(lookout.next())
                .isEqualTo(new Finding.Found(List.of(
                        endpoint("192.0.2.1", 8080, 30, false),
                        endpoint("192.0.2.2", 8081, 10, false),
                        endpoint("2001:db8::3", 8082, 1, true))));
    }

    @Test
    void aTargetWithSeveralAddressesIsSeveralEndpointsThatShareItsWeight() throws Exception {
        server.put("a.test", DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1", "192.0.2.11"));
        Lookout lookout = say("0 11 80 a.test", "0 11 80 b.test");
        assertThat(lookout.next())
                .isEqualTo(new Finding.Found(List.of(
                        endpoint("192.0.2.1", 80, 500, false),
                        endpoint("192.0.2.11", 80, 500, false),
                        endpoint("192.0.2.2", 80, 1_000, false))));
    }

    @Test
    void addressesThatAreSaidInPassingAreNotAskedFor() throws Exception {
        server.put(
                SHOP,
                DnsAnswer.srv(5, "0 0 80 x.test", "0 0 80 a.test")
                        .withAdditional(
                                new DnsLine("X.test.", DnsRecordType.A, 5, "192.0.2.5"),
                                new DnsLine("x.test.", DnsRecordType.A, 5, "192.0.2.6"),
                                new DnsLine("evil.test.", DnsRecordType.A, 5, "192.0.2.66")));
        Lookout lookout = look();
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80", "192.0.2.5:80", "192.0.2.6:80");
        assertThat(server.asked()).noneMatch(question -> question.contains(" x.test"));
        assertThat(server.asked()).contains("udp A a.test.");
    }

    @Test
    void whetherThereIsIpv4IsAskedIfOnlyIpv6IsSaidInPassing() throws Exception {
        server.put(
                SHOP,
                DnsAnswer.srv(5, "0 0 80 a.test")
                        .withAdditional(new DnsLine("a.test.", DnsRecordType.AAAA, 5, "2001:db8::1")));
        Lookout lookout = look();
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
    }

    @Test
    void theTtlOfATargetCountsToo() throws Exception {
        server.put("a.test", DnsRecordType.A, DnsAnswer.a(0, "192.0.2.1"));
        server.put(SHOP, DnsAnswer.srv(3_600, "0 0 80 a.test"));
        Lookout lookout = look(new Discovery.Srv(SHOP, Lookout.lookup(Duration.ofHours(1), server)));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        server.put("a.test", DnsRecordType.A, DnsAnswer.a(0, "192.0.2.9"));
        assertThat(lookout.addresses()).containsExactly("192.0.2.9:80");
    }

    @Test
    void aTargetThatDoesNotExistIsLeftOut() throws Exception {
        Lookout lookout = say("0 0 80 a.test", "0 0 80 gone.test");
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        server.put("gone.test", DnsRecordType.TXT, DnsAnswer.empty());
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
    }

    @Test
    void aTargetThatCannotBeAskedForIsAFailureOfAll() throws Exception {
        Lookout lookout = say("0 0 80 a.test", "0 0 80 b.test");
        assertThat(lookout.addresses()).hasSize(2);
        server.put("b.test", DnsRecordType.A, DnsAnswer.failing(DnsResponseCode.SERVFAIL));
        assertThat(lookout.failure()).startsWith(SHOP + ": target b.test.: server failure (SERVFAIL) from ");
        server.put("b.test", DnsRecordType.A, DnsAnswer.silent());
        assertThat(Lookout.reason(lookout.until(finding ->
                        Lookout.failed(finding) && !Lookout.reason(finding).contains("SERVFAIL"))))
                .startsWith(SHOP + ": target b.test.: no answer in 2 s from ");
    }

    @Test
    void noTargetThatExistsIsAFailure() throws Exception {
        Lookout lookout = say("0 0 80 gone.test");
        assertThat(lookout.reason()).isEqualTo(SHOP + ": no target of its SRV records has an address");
    }

    @Test
    void theRootAsTargetSaysThatThereIsNone() throws Exception {
        Lookout lookout = say("0 0 0 .");
        assertThat(lookout.reason()).isEqualTo(SHOP + ": its SRV record says that there is none (target \".\")");
    }

    @Test
    void portZeroIsRefused() throws Exception {
        Lookout lookout = say("0 0 80 a.test", "0 0 0 b.test");
        assertThat(lookout.reason()).isEqualTo(SHOP + ": an SRV record with port 0, for b.test.");
    }

    @Test
    void noSrvRecordIsAFailure() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        Lookout lookout = look();
        assertThat(lookout.reason()).isEqualTo(SHOP + ": no SRV record");
        server.remove(SHOP);
        assertThat(lookout.failureOtherThan("SRV")).isEqualTo(SHOP + ": no such name");
    }

    @Test
    void manyTargetsAreAllFoundAFewAtATime() throws Exception {
        String[] services =
                IntStream.range(0, 200).mapToObj(i -> "0 1 80 t" + i + ".test").toArray(String[]::new);
        for (int i = 0; i < 200; i++) {
            server.put("t" + i + ".test", DnsRecordType.A, DnsAnswer.a(5, "10.0.1." + (i + 1)));
        }
        Lookout lookout = say(services);
        assertThat(lookout.addresses()).hasSize(200);
    }

    @Test
    void moreRecordsThanAnyUpstreamHasAreRefusedBeforeTheirTargetsAreAskedFor() throws Exception {
        Lookout lookout = say(IntStream.range(0, 1_001)
                .mapToObj(i -> "0 1 80 t" + i + ".test")
                .toArray(String[]::new));
        assertThat(lookout.reason()).isEqualTo(SHOP + ": 1001 SRV records (expected: at most 1000)");
        assertThat(server.asked()).noneMatch(question -> question.contains(" t"));
    }

    private Lookout say(String... services) {
        server.put(SHOP, DnsRecordType.SRV, DnsAnswer.srv(5, services));
        return look();
    }

    private Lookout look() {
        return look(Lookout.srv(SHOP, server));
    }

    private Lookout look(Discovery wanted) {
        Lookout lookout = Lookout.on(vertx, new DnsFinders(vertx, Machine.asking(List.of()), PATIENCE), wanted);
        opened.add(lookout);
        return lookout;
    }

    private static Endpoint endpoint(String host, int port, int weight, boolean backup) {
        return new Endpoint(new EndpointAddress(host, port), weight, "", backup);
    }
}
