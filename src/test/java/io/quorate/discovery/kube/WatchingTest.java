package io.quorate.discovery.kube;

import static io.quorate.discovery.kube.SliceMaker.ready;
import static io.quorate.discovery.kube.SliceMaker.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.quorate.discovery.Finding;
import io.quorate.testing.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATE = Duration.ofSeconds(20);

    /** A watch that is not to end while the test runs. */
    private static final SlicesTiming LONG = new SlicesTiming(LATE, LATE.multipliedBy(10), LATE, SOON, SOON, SOON);

    /** A watch that is to end after a second, and is late by a long time. */
    private static final SlicesTiming BRIEF = new SlicesTiming(LATE, Duration.ofSeconds(1), LATE, SOON, SOON, SOON);

    private Vertx vertx;
    private Seeker seeker;
    private ScriptedApi api;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        seeker = new Seeker(vertx);
        api = new ScriptedApi(vertx, new HttpServerOptions());
    }

    @AfterEach
    void stop() {
        seeker.closeAll();
        Seeker.waitFor(vertx.close());
    }

    @Test
    void aWatchGoesOnFromTheList() {
        api.holds("41", at("10.0.0.1", "7"));
        find(LONG);

        assertThat(api.watch().from()).isEqualTo("41");
    }

    @Test
    void aWatchThatEndsInTimeIsFollowedByOneFromTheLastChange() {
        api.holds("41", at("10.0.0.1", "7"));
        Heard heard = find(BRIEF);
        ScriptedApi.Watching first = api.watch();
        first.tell("MODIFIED", at("10.0.0.2", "43"));
        heard.untilFound("10.0.0.2:8080");

        assertThat(endedInTime(first).from()).isEqualTo("43");
        assertThat(api.lists()).isEqualTo(1);
    }

    @Test
    void aBookmarkMovesTheVersionAndNothingElse() {
        api.holds("41", at("10.0.0.1", "7"));
        Heard heard = find(BRIEF);
        ScriptedApi.Watching first = api.watch();
        EndpointSlice bookmark = new EndpointSlice();
        bookmark.setMetadata(at("10.0.0.9", "50").getMetadata());
        first.tell("BOOKMARK", bookmark);

        assertThat(endedInTime(first).from()).isEqualTo("50");
        assertThat(heard.all()).hasSize(1);
    }

    @Test
    void aVersionThatIsForgottenIsListedAnew() {
        api.holds("41", at("10.0.0.1", "7"));
        Heard heard = find(BRIEF);
        ScriptedApi.Watching first = api.watch();
        long begun = System.nanoTime();
        api.holds("90", at("10.0.0.3", "88"));

        // When the watch may end, so that it is not for being early that it is listed.
        Eventually.holds(() -> System.nanoTime() - begun > BRIEF.watch().toNanos());
        first.tell("ERROR", ScriptedApi.gone());

        heard.untilFound("10.0.0.3:8080");
        assertThat(api.watch().from()).isEqualTo("90");
        assertThat(heard.all()).hasOnlyElementsOfType(Finding.Found.class);
    }

    @Test
    void aWatchThatEndsTooEarlyIsListedAnew() {
        api.holds("41", at("10.0.0.1", "7"));
        Heard heard = find(LONG);
        ScriptedApi.Watching first = api.watch();
        api.holds("60", at("10.0.0.3", "55"));

        first.end();

        heard.untilFound("10.0.0.3:8080");
        assertThat(api.watch().from()).isEqualTo("60");
    }

    @Test
    void aWatchThatIsRefusedIsToldAndListsGoOn() {
        api.holds("41", at("10.0.0.1", "7"));
        api.answersWatches(403);
        Heard heard = find(LONG);
        heard.untilFailed("may not watch endpointslices of discovery.k8s.io (403), a Role is missing");

        api.holds("42", at("10.0.0.2", "42"));
        heard.untilFound("10.0.0.2:8080");
        heard.untilFailed("may not watch");
        api.answersWatches(ScriptedApi.FINE);

        api.watch();
        heard.untilFound("10.0.0.2:8080");
    }

    @Test
    void aListThatIsRefusedNamesWhatIsLacking() {
        api.answersLists(403);

        find(LONG).untilFailed("may not list endpointslices of discovery.k8s.io (403), a Role is missing: as scripted");
    }

    @Test
    void aTokenThatIsNotAcceptedIsSaid() {
        api.answersLists(401);

        find(LONG).untilFailed("does not accept this member's token (401)");
    }

    @Test
    void eachFailureIsOneRequest() {
        api.answersLists(503);
        Heard heard = find(LONG);
        heard.until(last -> heard.count() >= 5);

        assertThat(heard.all()).containsOnly(new Finding.Failed("the API server answered 503: as scripted"));
        assertThat(api.lists()).isBetween(5, heard.count() + 1);
    }

    @Test
    void anAnswerThatIsNeverEndedIsGivenUp() {
        Duration second = Duration.ofSeconds(1);
        api.holds("41", at("10.0.0.1", "7"));
        api.answersLists(ScriptedApi.HALF);
        Heard heard = find(new SlicesTiming(second, LATE, LATE, SOON, SOON, SOON));
        heard.untilFailed("the API server does not answer");

        api.answersLists(ScriptedApi.FINE);

        heard.untilFound("10.0.0.1:8080");
    }

    @Test
    void aCertificateThatIsNotTrustedIsSaid() {
        var identity = Certificates.authority("nobody knows").server("127.0.0.1");
        ScriptedApi untrusted = new ScriptedApi(
                vertx,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(
                                        Buffer.buffer(identity.certificate().text()))
                                .addKeyValue(Buffer.buffer(identity.key().text()))));

        seeker.find(new SlicesFinders(vertx, untrusted::place, LONG), "http").untilFailed("TLS to the API server: ");
    }

    private Heard find(SlicesTiming timing) {
        return seeker.find(new SlicesFinders(vertx, api::place, timing), "http");
    }

    /** The watch that follows one which its server ends when it was asked to. */
    private ScriptedApi.Watching endedInTime(ScriptedApi.Watching watch) {
        vertx.setTimer(BRIEF.watch().toMillis(), ignored -> watch.socket().close());
        return api.watch();
    }

    private static EndpointSlice at(String address, String version) {
        EndpointSlice slice = slice("a", 8080, ready(address));
        slice.getMetadata().setResourceVersion(version);
        return slice;
    }
}
