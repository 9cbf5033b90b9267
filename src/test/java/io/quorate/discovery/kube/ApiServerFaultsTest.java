package io.quorate.discovery.kube;

import static io.quorate.discovery.kube.SliceMaker.ready;
import static io.quorate.discovery.kube.SliceMaker.slice;
import static io.quorate.discovery.kube.SliceMaker.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.discovery.Finder;
import io.quorate.discovery.Finding;
import io.vertx.core.Vertx;
import java.io.File;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of it when the network to the API server fails. */
class ApiServerFaultsTest {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LATE = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The watch does not end by itself while the test runs. */
    private static final SlicesTiming PATIENT = new SlicesTiming(LATE, LATE.multipliedBy(10), LATE, SOON, SOON, SOON);

    /** Silence is noticed within seconds. */
    private static final SlicesTiming HASTY = new SlicesTiming(SECOND, SECOND, SECOND, SOON, SOON, SOON);

    /** What comes and goes in any process. */
    private static final int SLACK = 10;

    private Vertx vertx;
    private MockCluster cluster;
    private Seeker seeker;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        cluster = new MockCluster(vertx);
        seeker = new Seeker(vertx);
    }

    @AfterEach
    void stop() {
        seeker.closeAll();
        cluster.close();
        Seeker.waitFor(vertx.close());
    }

    @Test
    void aServerThatGoesAwayIsToldAndSoIsItsReturn() {
        cluster.put(slice("b", 8080, ready("10.0.0.2")));
        Heard heard = watching(PATIENT);

        cluster.relay().refuse();
        heard.untilFailed("no connection to the API server");
        cluster.put(slice("a", 8080, ready("10.0.0.3")));
        cluster.delete(slice("b", 8080));
        cluster.relay().listenAgain();

        heard.untilFound("10.0.0.3:8080");
        cluster.put(slice("a", 8080, ready("10.0.0.4")));
        heard.untilFound("10.0.0.4:8080");
    }

    @Test
    void aServerThatIsNotThereYetIsWaitedFor() {
        cluster.relay().refuse();
        Heard heard = find(PATIENT);
        heard.untilFailed("no connection to the API server");
        cluster.relay().listenAgain();

        heard.untilFound();
        assertThat(heard.all()).filteredOn(Finding.Found.class::isInstance).hasSize(1);
    }

    @Test
    void aBrokenWatchLosesNoChange() {
        Heard heard = watching(PATIENT);

        cluster.relay().holdBack();
        cluster.relay().cut();
        cluster.delete(slice("a", 8080));
        cluster.put(slice("b", 8080, ready("10.0.0.2")));
        cluster.relay().letThrough();

        heard.untilFound("10.0.0.2:8080");
        assertThat(heard.all()).hasOnlyElementsOfType(Finding.Found.class);
    }

    @Test
    void aServerThatFallsSilentIsNoticed() {
        Heard heard = watching(HASTY);

        cluster.relay().fallSilent();
        heard.untilFailed("the API server does not answer");
        cluster.put(slice("a", 8080, ready("10.0.0.2")));
        cluster.relay().speakAgain();

        heard.untilFound("10.0.0.2:8080");
    }

    @Test
    void whoeverClosesDuringAnOutageHearsNoMoreAndLeavesNothing() {
        SlicesFinders finders = new SlicesFinders(vertx, cluster::place, HASTY);
        cluster.relay().fallSilent();
        Heard heard = new Heard();
        Finder finder = seeker.find(finders, wanted("http"), heard);
        Eventually.holds(() -> cluster.relay().open() > 0);
        int before = heard.count();

        seeker.close(finder);

        Eventually.holds(() -> settled(0, 0));
        assertThat(heard.count()).isEqualTo(before);
    }

    @Test
    void nothingIsLeftOfFiftyThatCameAndWent() {
        openAndClose(5);
        Eventually.holds(() -> settled(0, 0));
        int threads = threads();
        int descriptors = descriptors();

        openAndClose(50);

        Eventually.holds(() -> settled(threads, descriptors));
    }

    private void openAndClose(int times) {
        for (int i = 0; i < times; i++) {
            Heard heard = new Heard();
            SlicesFinders finders = new SlicesFinders(vertx, cluster::place, PATIENT);
            Finder finder = seeker.find(finders, wanted("http"), heard);
            if (i % 2 == 0) {
                heard.untilFound();
            }
            seeker.close(finder);
        }
    }

    /** The client of the JDK gives back what it holds when it is collected. */
    private boolean settled(int mostThreads, int mostDescriptors) {
        System.gc();
        return cluster.relay().open() == 0
                && (mostThreads == 0 || (threads() <= mostThreads + SLACK && descriptors() <= mostDescriptors + SLACK));
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    private static int descriptors() {
        String[] links = new File("/proc/self/fd").list();
        return links == null ? 0 : links.length;
    }

    /** Has seen a change already, so the watch stands. */
    private Heard watching(SlicesTiming timing) {
        Heard heard = find(timing);
        heard.until(last -> last instanceof Finding.Found);
        cluster.put(slice("a", 8080, ready("10.0.0.1")));
        heard.until(last -> Heard.addressesOf(last).contains("10.0.0.1:8080"));
        return heard;
    }

    private Heard find(SlicesTiming timing) {
        return seeker.find(new SlicesFinders(vertx, cluster::place, timing), "http");
    }
}
