package io.quorate.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.health.FailureKind;
import io.quorate.core.health.Outcome;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProbeRunTest {
    private final AtomicLong clock = new AtomicLong(7);
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final ProbeRun run = new ProbeRun(Duration.ofSeconds(1), clock::get);

    ProbeRunTest() {
        run.outcome().onSuccess(outcomes::add);
    }

    @Test
    void takesTheTimeFromItsStart() {
        clock.addAndGet(3_400_000);
        run.pass("status 200");

        assertThat(outcomes).containsExactly(new Outcome.Pass("status 200 in 3 ms", 3_400_000));
    }

    @Test
    void endsOnceAndClosesItsConnectionThen() {
        run.connected(() -> closed.add("connection"));
        run.fail(FailureKind.L7STS, "status 503");
        run.pass("status 200");
        run.expire();

        assertThat(outcomes).containsExactly(new Outcome.Failure(FailureKind.L7STS, "status 503", 0));
        assertThat(closed).containsExactly("connection");
    }

    @Test
    void keepsNothingOfItsConnectionWhenItHasEnded() {
        WeakReference<StringBuilder> connection = connect();
        run.pass("status 200");

        System.gc();

        assertThat(connection.get()).isNull();
        assertThat(run.outcome().isComplete()).isTrue();
    }

    @Test
    void closesAConnectionThatComesTooLate() {
        run.callOff();
        run.connected(() -> closed.add("connection"));

        assertThat(closed).containsExactly("connection");
        assertThat(outcomes).containsExactly(new Outcome.Inconclusive("called off"));
    }

    @Test
    void saysWhetherThereWasAConnectionWhenTheTimeWasUp() {
        ProbeRun other = new ProbeRun(Duration.ofSeconds(1), clock::get);
        other.connected(() -> {});
        other.expire();
        run.expire();

        assertThat(other.outcome().result().reason()).isEqualTo("L7TOUT: no complete answer in 1000 ms");
        assertThat(outcomes.get(0).reason()).isEqualTo("L4TOUT: no connection in 1000 ms");
    }

    private WeakReference<StringBuilder> connect() {
        StringBuilder connection = new StringBuilder();
        run.connected(() -> connection.append("closed"));
        return new WeakReference<>(connection);
    }
}
