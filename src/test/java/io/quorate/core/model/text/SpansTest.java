package io.quorate.core.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.25S, 250ms",
        "PT1S, 1s",
        "PT1.5S, 1500ms",
        "PT30S, 30s",
        "PT60S, 1m",
        "PT90S, 90s",
        "PT1H, 1h",
        "PT90M, 90m",
        "PT24H, 24h",
        "PT0.0009S, 0s"
    })
    void writesADurationAsAConfigHasIt(Duration duration, String text) {
        assertThat(Spans.text(duration)).isEqualTo(text);
    }
}
