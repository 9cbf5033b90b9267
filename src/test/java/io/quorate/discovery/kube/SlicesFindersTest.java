package io.quorate.discovery.kube;

import static io.quorate.discovery.kube.SliceMaker.NAMESPACE;
import static io.quorate.discovery.kube.SliceMaker.SERVICE;
import static io.quorate.discovery.kube.SliceMaker.ready;
import static io.quorate.discovery.kube.SliceMaker.slice;
import static io.quorate.discovery.kube.SliceMaker.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.upstream.Discovery;
import io.quorate.discovery.Finder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlicesFindersTest {
    /** Slow enough that none of it matters where nothing fails. */
    private static final SlicesTiming CALM = SlicesTiming.USUAL;

    private Vertx vertx;
    private MockCluster cluster;
    private Context context;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        cluster = new MockCluster(vertx);
        context = vertx.getOrCreateContext();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void findsWhatIsThere() throws Exception {
        cluster.put(slice("a", 8080, ready("10.0.0.2", "eu-1a"), ready("10.0.0.1")));

        find("http").untilFound("10.0.0.1:8080", "10.0.0.2:8080");
    }

    private Heard find(String port) throws Exception {
        Heard heard = new Heard();
        begin(new SlicesFinders(vertx, cluster::client, CALM), new Discovery.Slices(NAMESPACE, SERVICE, port), heard);
        return heard;
    }

    private Finder begin(SlicesFinders finders, Discovery.Slices wanted, Heard heard) throws Exception {
        Promise<Finder> begun = Promise.promise();
        context.runOnContext(ignored -> begun.complete(finders.find(wanted, heard)));
        return begun.future().await(10, TimeUnit.SECONDS);
    }
}
