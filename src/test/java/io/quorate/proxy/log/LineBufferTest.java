package io.quorate.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes in, what comes out is one line of printable ASCII that means the same. */
class LineBufferTest {
    private static final int ALL = Character.MAX_VALUE + 1;

    private final LineBuffer buffer = new LineBuffer();

    @Test
    void aParserOfJsonReadsEveryCharacterAsItWas() {
        String text = everyCharacter();

        String line = lineOf(buffer.plain("[").json(text, ALL).plain("]"));

        assertThat(line).matches("[ -~]*\n");
        assertThat(new JsonArray(line).getString(0)).isEqualTo(text);
    }

    @Test
    void noCharacterEndsWhatIsQuotedNorTheLine() {
        String line = lineOf(buffer.quoted(everyCharacter(), ALL));

        assertThat(line).matches("[ -~]*\n");
        String inner = line.substring(1, line.length() - 2).replace("\\\\", "").replace("\\\"", "");
        assertThat(inner).doesNotContain("\"");
    }

    @Test
    void whatALogReaderCouldTakeForCommandsIsEscaped() {
        assertThat(lineOf(buffer.quoted("a\r\nb\u001b[2Jc\u009bd\u007f\"\\\u2028", ALL)))
                .isEqualTo("\"a\\x0d\\x0ab\\x1b[2Jc\\x9bd\\x7f\\\"\\\\\\u2028\"\n");
    }

    @Test
    void whatIsTooLongIsCutAndSaysSo() {
        assertThat(lineOf(buffer.json("abcdef", 4).quoted("abcdef", 4).escaped("abcdef", 4)))
                .isEqualTo("\"abcd...\"\"abcd...\"abcd...\n");
        buffer.clear();
        assertThat(lineOf(buffer.json("abcd", 4).quoted("abcd", 4))).isEqualTo("\"abcd\"\"abcd\"\n");
    }

    @Test
    void nothingIsADashBetweenQuotes() {
        assertThat(lineOf(buffer.quoted("", 4).json("", 4))).isEqualTo("\"-\"\"\"\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000", "1999, 0.001", "1007000, 1.007", "12345678901, 12345.678", "-5, 0.000"})
    void timesAreMillisecondsWithThreeDecimals(long nanos, String text) {
        assertThat(lineOf(buffer.millis(nanos))).isEqualTo(text + "\n");
    }

    @Test
    void aLineHasNothingOfTheOneBefore() {
        lineOf(buffer.plain("a".repeat(5_000)));
        buffer.clear();

        assertThat(lineOf(buffer.plain("b"))).isEqualTo("b\n");
    }

    private static String everyCharacter() {
        StringBuilder text = new StringBuilder(ALL);
        for (int c = 0; c < ALL; c++) {
            text.append((char) c);
        }
        return text.toString();
    }

    private static String lineOf(LineBuffer buffer) {
        return new String(buffer.line(), StandardCharsets.US_ASCII);
    }
}
