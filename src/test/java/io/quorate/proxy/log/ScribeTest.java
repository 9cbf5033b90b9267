package io.quorate.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.model.AccessLogSettings;
import io.quorate.proxy.meter.AttemptResult;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests have a line. */
class ScribeTest {
    private static final int REQUESTS = 100_000;
    private static final long SEED = 42;

    @TempDir
    private Path directory;

    private final AccessLog log = new AccessLog(new PrometheusRegistry());
    private final Scribe scribe = log.scribe(new SplittableRandom(SEED));

    @AfterEach
    void end() {
        log.close().await();
    }

    @Test
    void nothingIsRememberedWhileThereIsNoLog() {
        assertThat(scribe.story()).isSameAs(Story.UNTOLD);
        assertThat(scribe.story().attempted("10.0.0.1:80", "")).isSameAs(Note.NONE);
        assertThat(scribe.wants(scribe.story(), 503, "aborted")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 100000, 100000", "0.1, 9500, 10500", "0.001, 60, 140"})
    void aShareOfWhatWentWellHas(double share, int least, int most) {
        use(share);
        int wanted = 0;
        for (int i = 0; i < REQUESTS; i++) {
            wanted += scribe.wants(good(), 200, "") ? 1 : 0;
        }
        assertThat(wanted).isBetween(least, most);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 599})
    void eachThatEndedWithAnErrorOfTheServerHas(int status) {
        use(0);
        assertThat(scribe.wants(good(), status, "")).isTrue();
        assertThat(scribe.wants(good(), 499, "client")).isFalse();
    }

    @Test
    void eachThatTookMoreThanOneAttemptHas() {
        use(0);
        Story story = good();
        story.attempted("10.0.0.2:80", "reset").ended(AttemptResult.OK);
        assertThat(scribe.wants(story, 200, "")).isTrue();
    }

    @Test
    void eachThatWasCutOffNotByTheClientHas() {
        use(0);
        assertThat(scribe.wants(good(), 200, "aborted")).isTrue();
        assertThat(scribe.wants(good(), 200, "timeout")).isTrue();
        assertThat(scribe.wants(good(), 200, "client")).isFalse();
    }

    @Test
    void oneThatBeganBeforeTheLogHasNone() {
        Story story = scribe.story();
        use(1);
        assertThat(scribe.wants(story, 200, "")).isFalse();
        assertThat(scribe.wants(scribe.story(), 200, "")).isTrue();
    }

    @Test
    void oneThatEndsAfterTheLogWasTurnedOffHasNone() {
        use(1);
        Story story = scribe.story();
        log.use(AccessLogSettings.OFF);
        assertThat(scribe.wants(story, 503, "")).isFalse();
    }

    private void use(double share) {
        String path = directory.resolve("access.log").toString();
        log.use(new AccessLogSettings(AccessLogSettings.Format.JSON, path, share));
    }

    private Story good() {
        Story story = scribe.story();
        story.attempted("10.0.0.1:80", "").ended(AttemptResult.OK);
        return story;
    }
}
