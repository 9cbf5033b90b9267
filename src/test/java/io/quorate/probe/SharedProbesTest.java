package io.quorate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.probe.wire.ProbeRun;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedProbesTest {
    private static final SharedProbes.Key A = new SharedProbes.Key("a", CheckSpec.NONE.approach());
    private static final SharedProbes.Key B = new SharedProbes.Key("b", CheckSpec.NONE.approach());

    private final List<String> log = new ArrayList<>();
    private final SharedProbes probes = new SharedProbes(check -> {
        log.add("made");
        return new Probe() {
            @Override
            public void begin(EndpointAddress address, ProbeRun run) {
                log.add("begun");
            }

            @Override
            public void close() {
                log.add("closed");
            }
        };
    });

    @Test
    void makesOneProbeForAllTargetsOfACheckAndClosesItWithTheLast() {
        Probe first = probes.take(A, CheckSpec.NONE);
        Probe second = probes.take(A, CheckSpec.NONE);
        assertThat(second).isSameAs(first);

        probes.release(A);
        assertThat(log).containsExactly("made");
        probes.release(A);
        assertThat(log).containsExactly("made", "closed");
    }

    @Test
    void makesAnotherForAnotherCheck() {
        assertThat(probes.take(A, CheckSpec.NONE)).isNotSameAs(probes.take(B, CheckSpec.NONE));
    }

    @Test
    void refusesACheckThatThereIsNoProbeFor() {
        Vertx vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> new ProbeTypes(vertx).make(CheckSpec.NONE))
                    .hasMessage("check type: none (expected: one of [grpc, http, tcp, tls])");
        } finally {
            Backend.await(vertx.close());
        }
    }
}
