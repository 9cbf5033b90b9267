package io.quorate.discovery.kube;

import static io.quorate.discovery.kube.SliceMaker.NAMESPACE;
import static io.quorate.discovery.kube.SliceMaker.SERVICE;
import static io.quorate.discovery.kube.SliceMaker.ready;
import static io.quorate.discovery.kube.SliceMaker.slice;
import static io.quorate.discovery.kube.SliceMaker.tcp;
import static io.quorate.discovery.kube.SliceMaker.unready;
import static io.quorate.discovery.kube.SliceMaker.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finding;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlicesFindersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Vertx vertx;
    private MockCluster cluster;
    private SlicesFinders finders;
    private Seeker seeker;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        cluster = new MockCluster(vertx);
        finders = new SlicesFinders(vertx, cluster::place, SlicesTiming.USUAL);
        seeker = new Seeker(vertx);
    }

    @AfterEach
    void stop() {
        seeker.closeAll();
        cluster.close();
        Seeker.waitFor(vertx.close());
    }

    @Test
    void findsWhatIsThere() {
        cluster.put(slice("a", 8080, ready("10.0.0.2", "eu-1a"), ready("10.0.0.1")), slice("b", 80, ready("10.0.0.3")));

        seeker.find(finders, "http").untilFound("10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:80");
    }

    @Test
    void aServiceThatIsNotThereHasNoEndpoints() {
        Heard heard = seeker.find(finders, "http");

        heard.untilFound();
        assertThat(heard.all()).containsExactly(new Finding.Found(List.of()));
    }

    @Test
    void slicesOfOtherServicesAndNamespacesAreNotTaken() {
        EndpointSlice other = new EndpointSliceBuilder(slice("b", 8080, ready("10.0.0.2")))
                .editMetadata()
                .addToLabels("kubernetes.io/service-name", "cart")
                .endMetadata()
                .build();
        EndpointSlice elsewhere = new EndpointSliceBuilder(slice("c", 8080, ready("10.0.0.3")))
                .editMetadata()
                .withNamespace("test")
                .endMetadata()
                .build();
        cluster.put(slice("a", 8080, ready("10.0.0.1")), other, elsewhere);

        seeker.find(finders, "http").untilFound("10.0.0.1:8080");
    }

    @Test
    void seesSlicesComeChangeAndGo() {
        Heard heard = seeker.find(finders, "http");
        heard.untilFound();

        cluster.put(slice("a", 8080, ready("10.0.0.1")));
        heard.untilFound("10.0.0.1:8080");
        cluster.put(slice("b", 9090, ready("10.0.0.2")));
        heard.untilFound("10.0.0.1:8080", "10.0.0.2:9090");
        cluster.put(slice("a", 8080, ready("10.0.0.1"), ready("10.0.0.3")));
        heard.untilFound("10.0.0.1:8080", "10.0.0.2:9090", "10.0.0.3:8080");
        cluster.delete(slice("a", 8080));
        heard.untilFound("10.0.0.2:9090");
        cluster.delete(slice("b", 8080));
        heard.untilFound();
    }

    @Test
    void seesReadinessTurn() {
        cluster.put(slice("a", 8080, ready("10.0.0.1"), ready("10.0.0.2")));
        Heard heard = seeker.find(finders, "http");
        heard.untilFound("10.0.0.1:8080", "10.0.0.2:8080");

        cluster.put(slice("a", 8080, ready("10.0.0.1"), unready("10.0.0.2")));
        heard.untilFound("10.0.0.1:8080");
        cluster.put(slice("a", 8080, unready("10.0.0.1"), unready("10.0.0.2")));
        heard.untilFound("10.0.0.1:8080", "10.0.0.2:8080");
        cluster.put(slice("a", 8080, unready("10.0.0.1"), ready("10.0.0.2")));
        heard.untilFound("10.0.0.2:8080");
    }

    @Test
    void aPortThatIsNotThereFailsUntilItIs() {
        cluster.put(slice("a", 8080, ready("10.0.0.1")));
        Heard heard = seeker.find(finders, "https");
        heard.untilFailed("no port https (there: http (8080))");

        cluster.put(slice("a", "IPv4", List.of(tcp("https", 8443)), ready("10.0.0.1")));

        heard.untilFound("10.0.0.1:8443");
    }

    @Test
    void changesInABurstAreToldTogether() {
        SlicesTiming slow = new SlicesTiming(
                SECOND.multipliedBy(10), SECOND.multipliedBy(60), SECOND, SECOND, SECOND, Duration.ofMillis(500));
        Heard heard = seeker.find(new SlicesFinders(vertx, cluster::place, slow), "http");
        heard.untilFound();

        long before = System.nanoTime();
        for (int i = 1; i <= 20; i++) {
            cluster.put(slice("s" + i, 8080, ready("10.0.1." + i)));
        }
        heard.until(last -> Heard.addressesOf(last).size() == 20);
        long batches = 2 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before) / 500;

        assertThat(heard.count()).isLessThanOrEqualTo((int) (1 + batches));
    }

    @Test
    void whatDoesNotMatterIsNotTold() {
        SlicesTiming prompt = new SlicesTiming(
                SECOND.multipliedBy(10), SECOND.multipliedBy(60), SECOND, SECOND, SECOND, Duration.ofMillis(1));
        cluster.put(slice("a", 8080, ready("10.0.0.1")));
        Heard heard = seeker.find(new SlicesFinders(vertx, cluster::place, prompt), "http");
        heard.untilFound("10.0.0.1:8080");

        for (int i = 0; i < 10; i++) {
            cluster.put(slice("a", 8080, ready("10.0.0.1"), unready("10.0.1." + i)));
        }
        cluster.put(slice("a", 8080, ready("10.0.0.1"), ready("10.0.0.3")));

        heard.untilFound("10.0.0.1:8080", "10.0.0.3:8080");
        assertThat(heard.count()).isEqualTo(2);
    }

    @Test
    void tellsOnTheEventLoopOfWhoeverLooks() {
        Heard heard = seeker.find(finders, "http");
        heard.untilFound();
        cluster.put(slice("a", 8080, ready("10.0.0.1")));
        heard.untilFound("10.0.0.1:8080");

        assertThat(heard.threads()).containsOnly(seeker.loop());
    }

    @Test
    void tellsNothingOnceClosed() {
        Heard closed = new Heard();
        Finder finder = seeker.find(finders, wanted("http"), closed);
        closed.untilFound();
        Heard open = seeker.find(finders, "http");
        open.untilFound();
        seeker.close(finder);

        cluster.put(slice("a", 8080, ready("10.0.0.1")));
        open.untilFound("10.0.0.1:8080");
        cluster.put(slice("a", 8080, ready("10.0.0.2")));
        open.untilFound("10.0.0.2:8080");

        assertThat(closed.count()).isEqualTo(1);
    }

    @Test
    void anEmptyNamespaceIsThatOfTheMember() {
        cluster.put(slice("a", 8080, ready("10.0.0.1")));
        Heard heard = new Heard();
        SlicesFinders here = new SlicesFinders(vertx, () -> cluster.placeIn(NAMESPACE), SlicesTiming.USUAL);

        seeker.find(here, new Discovery.Slices("", SERVICE, "http"), heard);

        heard.untilFound("10.0.0.1:8080");
    }

    @Test
    void aMemberThatRunsInNoNamespaceSaysSo() {
        Heard heard = new Heard();
        SlicesFinders nowhere = new SlicesFinders(vertx, () -> cluster.placeIn(null), SlicesTiming.USUAL);

        seeker.find(nowhere, new Discovery.Slices("", SERVICE, "http"), heard);

        heard.untilFailed("no namespace");
    }

    @Test
    void allShareOneClientThatIsMadeForTheFirstAndGoesWithTheLast() {
        AtomicInteger made = new AtomicInteger();
        SlicesFinders counted = new SlicesFinders(
                vertx,
                () -> {
                    made.incrementAndGet();
                    return cluster.place();
                },
                SlicesTiming.USUAL);
        Heard heard = new Heard();
        Finder one = seeker.find(counted, wanted("http"), heard);
        Finder other = seeker.find(counted, wanted("8080"), heard);
        heard.until(last -> heard.count() == 2);

        assertThat(made).hasValue(1);
        seeker.close(one);
        seeker.close(other);
        Eventually.holds(() -> {
            System.gc();
            return cluster.relay().open() == 0;
        });
        seeker.find(counted, "http").untilFound();
        assertThat(made).hasValue(2);
    }

    @Test
    void aClientThatCannotBeMadeIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        SlicesFinders late = new SlicesFinders(
                vertx,
                () -> {
                    if (tries.getAndIncrement() == 0) {
                        throw new IllegalStateException("no token yet\nat all");
                    }
                    return cluster.place();
                },
                SlicesTiming.USUAL);

        Heard heard = seeker.find(late, "http");

        heard.untilFound();
        assertThat(heard.all()).startsWith(new Finding.Failed("the API server cannot be asked: no token yet at all"));
    }

    @Test
    void looksForNothingElse() {
        assertThatThrownBy(() -> finders.find(Discovery.NONE, new Heard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: EndpointSlices");
    }
}
