package io.quorate.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private final Allowance allowance = new Allowance(0);

    @Test
    void boundsWhatIsNeitherWrittenNorGivenUp() {
        int taken = takeAll(0);
        assertThat(taken).isEqualTo(Allowance.MOST / MEBIBYTE);
        assertThat(takeAll(TimeUnit.HOURS.toNanos(1))).isZero();
    }

    @Test
    void boundsTheRateOfWhatIsWritten() {
        for (int i = takeAll(0); i > 0; i--) {
            allowance.giveBackAfter(MEBIBYTE, Future.succeededFuture());
        }
        assertThat(allowance.take(MEBIBYTE, 0)).isFalse();
        assertThat(takeAll(TimeUnit.SECONDS.toNanos(3))).isEqualTo(3 * Allowance.RATE / MEBIBYTE);
    }

    @Test
    void refillsInSmallStepsToo() {
        for (int i = takeAll(0); i > 0; i--) {
            allowance.giveBackAfter(MEBIBYTE, Future.succeededFuture());
        }
        for (int millis = 1; millis < 500; millis++) {
            assertThat(allowance.take(MEBIBYTE, TimeUnit.MILLISECONDS.toNanos(millis)))
                    .isFalse();
        }
        assertThat(allowance.take(MEBIBYTE, TimeUnit.MILLISECONDS.toNanos(501))).isTrue();
    }

    @Test
    void whatFailedIsNotOnItsWayAnyMore() {
        takeAll(0);
        long later = TimeUnit.HOURS.toNanos(1);
        Promise<Void> write = Promise.promise();
        allowance.giveBackAfter(MEBIBYTE, write.future());
        assertThat(allowance.take(MEBIBYTE, later)).isFalse();
        write.fail("closed");
        assertThat(allowance.take(MEBIBYTE, later)).isTrue();
    }

    private int takeAll(long now) {
        int taken = 0;
        while (allowance.take(MEBIBYTE, now)) {
            taken++;
        }
        return taken;
    }
}
