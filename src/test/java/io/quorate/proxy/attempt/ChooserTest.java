package io.quorate.proxy.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.balance.Picker;
import io.quorate.core.balance.Sticky;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Transport;
import io.quorate.core.model.upstream.Balance;
import io.quorate.core.model.upstream.Balance.By;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.routing.Pool;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChooserTest {
    private static final List<Endpoint> ENDPOINTS = List.of(endpoint(1, 1), endpoint(2, 1), endpoint(3, 1));
    private static final Balance STICKY = new Balance("round-robin", By.NOTHING, "ID");

    @Test
    void aRingGoesByAHeader() {
        Chooser chooser = ring("header:x-user");

        assertStaysAndSpreads(user -> choice(chooser, "x-user", "u" + user));
        assertSpreads(any -> choice(chooser, "x-other", "u"));
        assertSpreads(any -> choice(chooser, "x-user", ""));
    }

    @Test
    void aRingGoesByACookie() {
        Chooser chooser = ring("cookie:u");

        assertStaysAndSpreads(user -> choice(chooser, "cookie", "a=b; u=" + user));
        assertSpreads(any -> choice(chooser, "cookie", "U=1"));
    }

    @Test
    void aRingGoesByTheAddressOfTheClient() {
        Chooser chooser = ring("client-ip");

        assertStaysAndSpreads(user -> chooser.choice(new DefaultHttpHeaders(), "10.1.0." + user, "/"));
    }

    @Test
    void aRingGoesByThePath() {
        Chooser chooser = ring("path");

        assertStaysAndSpreads(user -> chooser.choice(new DefaultHttpHeaders(), "10.1.0.1", "/" + user));
    }

    @Test
    void aClientWithoutACookieIsGivenOneForWhoeverAnswers() {
        Choice choice = chooser(STICKY, ENDPOINTS).choice(new DefaultHttpHeaders(), "10.1.0.1", "/");

        assertThat(choice.cookie(1, false)).contains("ID=" + id(2) + "; Path=/; HttpOnly; SameSite=Lax");
        assertThat(choice.cookie(1, true)).contains("ID=" + id(2) + "; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    @Test
    void aClientStaysAtTheEndpointThatItsCookieNamesAndIsGivenNoOther() {
        Choice choice = named(chooser(STICKY, ENDPOINTS), id(3));

        assertThat(IntStream.range(0, 9).map(i -> choice.next(place -> true))).containsOnly(2);
        assertThat(choice.cookie(2, false)).isEmpty();
    }

    @Test
    void stickyWinsOverTheRing() {
        Balance both = new Balance("ring", By.parse("client-ip"), "ID");
        Choice choice = named(chooser(both, ENDPOINTS), id(3));

        assertThat(IntStream.range(0, 9).map(i -> choice.next(place -> true))).containsOnly(2);
    }

    @Test
    void aClientWhoseEndpointCannotBeReachedGoesElsewhereAndIsGivenAnotherCookie() {
        Choice choice = named(chooser(STICKY, ENDPOINTS), id(3));

        int next = choice.next(place -> place != 2);

        assertThat(next).isIn(0, 1);
        assertThat(choice.cookie(next, false)).isPresent();
    }

    @Test
    void anEndpointThatIsNotInThePoolReleasesItsClients() {
        Choice choice = named(chooser(STICKY, ENDPOINTS.subList(0, 2)), id(3));

        assertThat(choice.next(place -> true)).isIn(0, 1);
        assertThat(choice.cookie(0, false)).isPresent();
        assertThat(named(chooser(STICKY, ENDPOINTS), "?").next(place -> true)).isIn(0, 1, 2);
    }

    @Test
    void anEndpointOfNoWeightKeepsItsClientsAndGetsNoOther() {
        Chooser chooser = chooser(STICKY, List.of(endpoint(1, 1), endpoint(2, 0)));

        assertThat(named(chooser, id(2)).next(place -> true)).isOne();
        assertThat(IntStream.range(0, 9).map(i -> named(chooser, "").next(place -> true)))
                .containsOnly(0);
    }

    @Test
    void aBackupKeepsItsClientsOnlyWhileNoOtherTakesAny() {
        Endpoint backup = new Endpoint(new EndpointAddress("10.0.0.2", 80), 1, "", true);
        Endpoint another = new Endpoint(new EndpointAddress("10.0.0.4", 80), 1, "", true);
        Choice taken = named(chooser(STICKY, List.of(endpoint(1, 0), backup, another)), id(2));
        Choice released = named(chooser(STICKY, List.of(endpoint(1, 1), backup)), id(2));

        assertThat(IntStream.range(0, 9).map(i -> taken.next(place -> true))).containsOnly(1);
        assertThat(released.next(place -> true)).isZero();
        assertThat(released.cookie(0, false)).isPresent();
        assertThat(released.next(place -> place != 0)).isOne();
        assertThat(released.cookie(1, false)).isEmpty();
    }

    @Test
    void noClientIsGivenACookieThatNobodyAskedFor() {
        Chooser chooser = chooser(Balance.of("round-robin"), ENDPOINTS);

        assertThat(named(chooser, id(1)).cookie(1, false)).isEmpty();
        assertSpreads(any -> named(chooser, id(1)));
    }

    /** Each user at one endpoint, users at all. */
    private static void assertStaysAndSpreads(IntFunction<Choice> request) {
        int[] homes = IntStream.range(0, 60)
                .map(user -> request.apply(user).next(place -> true))
                .toArray();
        for (int user = 0; user < homes.length; user++) {
            assertThat(request.apply(user).next(place -> true)).isEqualTo(homes[user]);
        }
        assertThat(Arrays.stream(homes).boxed()).contains(0, 1, 2);
    }

    private static void assertSpreads(IntFunction<Choice> request) {
        assertThat(IntStream.range(0, 60)
                        .mapToObj(i -> request.apply(0).next(place -> true))
                        .toList())
                .contains(0, 1, 2);
    }

    private static Choice choice(Chooser chooser, String name, String value) {
        HttpHeaders fields = new DefaultHttpHeaders().add(name, value);
        return chooser.choice(fields, "10.1.0.1", "/");
    }

    private static Choice named(Chooser chooser, String id) {
        return choice(chooser, "cookie", "ID=" + id);
    }

    private static Chooser ring(String by) {
        return chooser(new Balance("ring", By.parse(by), ""), ENDPOINTS);
    }

    private static Chooser chooser(Balance balance, List<Endpoint> endpoints) {
        Pool pool = new Pool("shop", endpoints, balance, Transport.DEFAULT, Pool.Health.NONE);
        Picker picker = pool.picker(place -> 0, 1);
        return new Chooser(pool, picker);
    }

    private static String id(int host) {
        return new Sticky("shop", List.of(endpoint(host, 1))).id(0);
    }

    private static Endpoint endpoint(int host, int weight) {
        return new Endpoint(new EndpointAddress("10.0.0." + host, 80), weight, "");
    }
}
