package io.quorate.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedProbesTest {
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
        Probe first = probes.take("a", CheckSpec.NONE);
        Probe second = probes.take("a", CheckSpec.NONE);
        assertThat(second).isSameAs(first);

        probes.release("a");
        assertThat(log).containsExactly("made");
        probes.release("a");
        assertThat(log).containsExactly("made", "closed");
    }

    @Test
    void makesAnotherForAnotherCheck() {
        assertThat(probes.take("a", CheckSpec.NONE)).isNotSameAs(probes.take("b", CheckSpec.NONE));
    }

    @Test
    void refusesACheckThatThereIsNoProbeFor() {
        Vertx vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> new ProbeTypes(vertx).make(CheckSpec.NONE))
                    .hasMessage("check type: none (expected: one of [http, tcp])");
        } finally {
            Backend.await(vertx.close());
        }
    }
}
