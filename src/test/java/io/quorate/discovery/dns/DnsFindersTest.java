package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.discovery.Finding;
import io.quorate.testing.DnsAnswer;
import io.quorate.testing.DnsAnswer.Manner;
import io.quorate.testing.DnsLine;
import io.quorate.testing.DnsServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A and AAAA records of a real server, and all that it may do wrong. */
class DnsFindersTest {
    private static final String SHOP = "shop.test";
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
    }

    @AfterEach
    void stop() {
        opened.forEach(Lookout::close);
        server.close();
    }

    @Test
    void eachARecordIsAnEndpointInOrderAndOnce() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.9", "192.0.2.10", "192.0.2.9"));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.next()).isEqualTo(new Finding.Found(List.of(endpoint("192.0.2.10"), endpoint("192.0.2.9"))));
        assertThat(lookout.onItsLoop).isTrue();
    }

    @Test
    void bothFamiliesAreAskedSideBySideAndARecordsAreTaken() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        server.put(SHOP, DnsRecordType.AAAA, DnsAnswer.aaaa(5, "2001:db8::1"));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        await().until(() -> server.count("udp AAAA shop.test.") > 0);
    }

    @Test
    void aaaaRecordsAreTakenWhereThereIsNoARecord() throws Exception {
        server.put(SHOP, DnsRecordType.AAAA, DnsAnswer.aaaa(5, "2001:db8::1", "2001:db8:0:0:0::1"));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("[2001:db8::1]:80");
    }

    @Test
    void aSilentAaaaDelaysNoARecord() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        server.put(SHOP, DnsRecordType.AAAA, DnsAnswer.silent());
        Lookout lookout = look(
                new DnsFinders(vertx, Machine.asking(List.of()), Duration.ofMinutes(1)), Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
    }

    @Test
    void aFailureIsToldWithItsReasonAndWhatWasFoundIsNotCleared() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(0, "192.0.2.1"));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        String whom = " from 127.0.0.1:" + server.address().getPort();

        server.toAll(DnsAnswer.failing(DnsResponseCode.SERVFAIL));
        assertThat(lookout.failure()).isEqualTo("shop.test: server failure (SERVFAIL)" + whom);
        server.toAll(DnsAnswer.failing(DnsResponseCode.REFUSED));
        assertThat(lookout.failureOtherThan("SERVFAIL")).isEqualTo("shop.test: refused (REFUSED)" + whom);
        server.toAll(DnsAnswer.failing(DnsResponseCode.NXDOMAIN));
        assertThat(lookout.failureOtherThan("REFUSED")).isEqualTo("shop.test: no such name");
        server.toAll(DnsAnswer.empty());
        assertThat(lookout.failureOtherThan("such")).isEqualTo("shop.test: no A or AAAA record");
        server.toAll(DnsAnswer.silent());
        assertThat(lookout.failureOtherThan("record")).isEqualTo("shop.test: no answer in 2 s" + whom);

        server.back();
        assertThat(Lookout.addresses(lookout.until(finding -> !Lookout.failed(finding))))
                .containsExactly("192.0.2.1:80");
    }

    @Test
    void ifOneFamilyFailsAndTheOtherIsEmptyItIsAFailure() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.failing(DnsResponseCode.SERVFAIL));
        server.put(SHOP, DnsRecordType.AAAA, DnsAnswer.empty());
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.reason()).contains("SERVFAIL");
    }

    @Test
    void aFailureOfTheAQuestionDoesNotMoveAllToIpv6() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.failing(DnsResponseCode.SERVFAIL));
        server.put(SHOP, DnsRecordType.AAAA, DnsAnswer.aaaa(5, "2001:db8::1"));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.reason()).contains("SERVFAIL");
    }

    @Test
    void aChangeIsSeenWhenTheTtlIsOver() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(1, "192.0.2.1"));
        Lookout lookout = look(new Discovery.Dns(SHOP, 80, Lookout.lookup(Duration.ofHours(1), server)));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(0, "192.0.2.2", "192.0.2.3"));
        assertThat(lookout.addresses()).containsExactly("192.0.2.2:80", "192.0.2.3:80");
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(3_600, "192.0.2.3"));
        assertThat(lookout.addresses()).containsExactly("192.0.2.3:80");
    }

    @Test
    void ttlZeroIsAskedAgainInASecondAndNotSooner() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(0, "192.0.2.1"));
        Lookout lookout = look(new Discovery.Dns(SHOP, 80, Lookout.lookup(Duration.ofHours(1), server)));
        long begin = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            lookout.addresses();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_900));
    }

    @Test
    void theTtlOfAnAliasCountsToo() throws Exception {
        server.put(SHOP, DnsAnswer.cname(0, "a.test").and(new DnsLine("a.test.", DnsRecordType.A, 3_600, "192.0.2.1")));
        Lookout lookout = look(new Discovery.Dns(SHOP, 80, Lookout.lookup(Duration.ofHours(1), server)));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        server.put(SHOP, DnsAnswer.cname(0, "b.test"));
        server.put("b.test", DnsRecordType.A, DnsAnswer.a(3_600, "192.0.2.2"));
        assertThat(lookout.addresses()).containsExactly("192.0.2.2:80");
        server.put("b.test", DnsRecordType.A, DnsAnswer.a(3_600, "192.0.2.3"));
        assertThat(lookout.addresses()).containsExactly("192.0.2.3:80");
    }

    @Test
    void aliasesAreFollowedWhereTheServerDoesNot() throws Exception {
        server.put(SHOP, DnsAnswer.cname(5, "a.test"));
        server.put("a.test", DnsAnswer.cname(5, "b.test"));
        server.put("b.test", DnsRecordType.A, DnsAnswer.a(5, "192.0.2.7"));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.7:80");
    }

    @Test
    void aliasesThatGoRoundInACircleOrOnForeverAreRefused() throws Exception {
        server.put("round.test", DnsAnswer.cname(5, "a.test"));
        server.put("a.test", DnsAnswer.cname(5, "round.test"));
        for (int i = 0; i < 20; i++) {
            server.put("c" + i + ".test", DnsAnswer.cname(5, "c" + (i + 1) + ".test"));
        }
        server.put("c9.test", DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        for (String name : List.of("round.test", "c0.test")) {
            assertThat(look(Lookout.dns(name, server)).reason())
                    .isEqualTo(name + ": its aliases go round in a circle, or are more than 8");
        }
        assertThat(look(Lookout.dns("c1.test", server)).addresses()).containsExactly("192.0.2.1:80");
    }

    @Test
    void recordsOfOtherNamesAreNotTaken() throws Exception {
        DnsLine other = new DnsLine("evil.test.", DnsRecordType.A, 5, "192.0.2.66");
        server.put(SHOP, DnsAnswer.a(5, "192.0.2.1").and(other));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        server.put(SHOP, DnsAnswer.of(other));
        assertThat(lookout.failure()).isEqualTo("shop.test: no A or AAAA record");
    }

    @Test
    void answersThatAreNotToTheQuestionAreNoAnswers() throws Exception {
        for (Manner manner : List.of(Manner.WRONG_ID, Manner.WRONG_QUESTION, Manner.GARBAGE)) {
            server.put(SHOP, DnsAnswer.a(5, "192.0.2.66").in(manner));
            Lookout lookout = look(Lookout.dns(SHOP, server));
            assertThat(lookout.reason()).as("%s", manner).contains("no answer in 2 s");
            lookout.close();
        }
    }

    @Test
    void malformedRecordsAreRefused() throws Exception {
        server.put(SHOP, DnsAnswer.of(new DnsLine("", DnsRecordType.A, 5, "#c00002")));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.reason()).startsWith("shop.test: garbled answer from 127.0.0.1:");
    }

    @Test
    void addressesThatNoHostHasAreRefused() throws Exception {
        for (String address : List.of("0.0.0.0", "224.0.0.1", "255.255.255.255")) {
            server.put(SHOP, DnsAnswer.a(5, "192.0.2.1", address));
            Lookout lookout = look(Lookout.dns(SHOP, server));
            assertThat(lookout.reason()).isEqualTo("shop.test: " + address + " is not the address of a host");
            lookout.close();
        }
        server.put(SHOP, DnsRecordType.A, DnsAnswer.empty());
        server.put(SHOP, DnsRecordType.AAAA, DnsAnswer.aaaa(5, "::"));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.reason()).isEqualTo("shop.test: :: is not the address of a host");
    }

    @Test
    void manyRecordsComeOverTcp() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, addresses(1_000)));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).hasSize(1_000);
        assertThat(server.count("tcp A shop.test.")).isPositive();
    }

    @Test
    void moreRecordsThanAnyUpstreamHasAreRefused() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, addresses(1_001)));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.reason()).isEqualTo("shop.test: 1001 addresses (expected: at most 1000)");
    }

    @Test
    void aCutAnswerIsNotTakenForAWholeOne() throws Exception {
        server.put(
                SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1", "192.0.2.2").in(Manner.CUT));
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80", "192.0.2.2:80");
        server.stopTcp();
        assertThat(lookout.failure())
                .startsWith("shop.test: cut answer from 127.0.0.1:")
                .endsWith(", and none over TCP");
    }

    @Test
    void aReferralIsNotFollowed() throws Exception {
        DnsAnswer referral = DnsAnswer.empty()
                .withAuthority(new DnsLine("test.", DnsRecordType.NS, 5, "ns.test."))
                .withAdditional(new DnsLine("ns.test.", DnsRecordType.A, 5, "127.0.0.1"));
        server.put(SHOP, referral);
        Lookout lookout = look(Lookout.dns(SHOP, server));
        assertThat(lookout.reason()).isEqualTo("shop.test: no A or AAAA record");
    }

    @Test
    void theNextServerIsAskedWhenOneFails() throws Exception {
        try (DnsServer other = DnsServer.start()) {
            server.toAll(DnsAnswer.failing(DnsResponseCode.SERVFAIL));
            other.put(SHOP, DnsAnswer.a(5, "192.0.2.1"));
            DnsFinders finders =
                    new DnsFinders(vertx, machine(SearchList.NONE, server.address(), other.address()), PATIENCE);
            Lookout lookout = look(finders, here(SHOP));
            assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
            server.toAll(DnsAnswer.silent());
            assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
            other.toAll(DnsAnswer.silent());
            assertThat(lookout.failure())
                    .contains("from 127.0.0.1:" + server.address().getPort() + ", no answer in")
                    .endsWith("127.0.0.1:" + other.address().getPort());
        }
    }

    @Test
    void aShortNameIsFoundInTheDomainsOfTheMachine() throws Exception {
        server.put("shop.prod.svc.test", DnsRecordType.A, DnsAnswer.a(0, "192.0.2.1"));
        SearchList search = new SearchList(List.of("default.svc.test", "svc.test", "test"), 5);
        Lookout lookout = look(new DnsFinders(vertx, machine(search, server.address()), PATIENCE), here("shop.prod"));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        // Where it was found it now cannot be asked; further down there is something else of that name.
        server.put("shop.prod.test", DnsRecordType.A, DnsAnswer.a(0, "192.0.2.66"));
        server.put("shop.prod.svc.test", DnsRecordType.A, DnsAnswer.failing(DnsResponseCode.SERVFAIL));
        assertThat(lookout.failure()).startsWith("shop.prod: server failure (SERVFAIL)");
    }

    @Test
    void aServerThatIsNamedIsAskedForTheNameAsItStands() throws Exception {
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        Machine machine = new Machine(
                name -> List.of(),
                new SearchList(List.of("default.svc.test"), 5),
                name -> List.of(InetAddress.getLoopbackAddress()));
        Lookout lookout = look(new DnsFinders(vertx, machine, PATIENCE), Lookout.dns(SHOP, server));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        assertThat(server.asked()).allMatch(question -> question.endsWith(" shop.test."));
    }

    @Test
    void aServerWithANameIsLookedUpFirst() throws Exception {
        server.put("consul.test", DnsRecordType.A, DnsAnswer.a(5, "127.0.0.1"));
        server.put(SHOP, DnsRecordType.A, DnsAnswer.a(5, "192.0.2.1"));
        DnsFinders finders = new DnsFinders(vertx, machine(SearchList.NONE, server.address()), PATIENCE);
        EndpointAddress named =
                new EndpointAddress("consul.test", server.address().getPort());
        Lookout lookout =
                look(finders, new Discovery.Dns(SHOP, 80, new Discovery.Lookup(Lookout.OFTEN, Optional.of(named))));
        assertThat(lookout.addresses()).containsExactly("192.0.2.1:80");
        server.remove("consul.test");
        assertThat(lookout.failure()).isEqualTo("shop.test: its server consul.test: no such name");
    }

    @Test
    void whatTheMachineKnowsByItselfIsNotAskedFor() throws Exception {
        Machine machine = new Machine(
                name -> List.of(server.address()),
                SearchList.NONE,
                name -> name.equals("localhost") ? List.of(InetAddress.getLoopbackAddress()) : List.of());
        Lookout lookout = look(new DnsFinders(vertx, machine, PATIENCE), here("localhost"));
        assertThat(lookout.addresses()).containsExactly("127.0.0.1:80");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void theHostsFileOfThisMachineIsRead() throws Exception {
        Lookout lookout = look(new DnsFinders(vertx), here("localhost"));
        assertThat(lookout.addresses()).containsAnyOf("127.0.0.1:80", "[::1]:80");
    }

    @Test
    void whatIsNoDnsNameIsAFailure() throws Exception {
        Lookout lookout = look(Lookout.dns("a..b", server));
        assertThat(lookout.reason()).isEqualTo("a..b: not a DNS name");
    }

    @Test
    void refusesWhatIsNotFoundByDns() {
        DnsFinders finders = new DnsFinders(vertx);
        for (Discovery other : List.of(Discovery.NONE, new Discovery.Slices("", "shop", ""))) {
            assertThatThrownBy(() -> finders.find(other, finding -> {})).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Lookout look(Discovery wanted) {
        return look(new DnsFinders(vertx, Machine.asking(List.of()), PATIENCE), wanted);
    }

    private Lookout look(DnsFinders finders, Discovery wanted) {
        Lookout lookout = Lookout.on(vertx, finders, wanted);
        opened.add(lookout);
        return lookout;
    }

    private static Discovery here(String name) {
        return new Discovery.Dns(name, 80, new Discovery.Lookup(Lookout.OFTEN, Optional.empty()));
    }

    private static Machine machine(SearchList search, InetSocketAddress... servers) {
        return new Machine(name -> List.of(servers), search, name -> List.of());
    }

    private static Endpoint endpoint(String host) {
        return new Endpoint(new EndpointAddress(host, 80), 1, "");
    }

    private static String[] addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "10.0." + i / 250 + "." + (1 + i % 250))
                .toArray(String[]::new);
    }
}
