package io.quorate.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.proxy.meter.AttemptResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What stands in a line, and what is left out. */
class LayoutTest {
    /** 2026-11-26T02:08:43.007Z. */
    private static final long STARTED = 1_795_658_923_007L;

    private static final long TOOK = 12_345_000;
    private static final Entry.Request NOTHING_READ =
            new Entry.Request("7", "web", "192.0.2.1", "", "http", "HTTP/1.1", "", "", "");
    private static final Entry.Request GET = new Entry.Request(
            "8", "web", "2001:db8::1", "GET", "https", "HTTP/2", "shop.example", "/api/\"x\"", "curl/8 \"a\"");

    @Test
    void jsonSaysAllThatThereIs() {
        JsonObject line = json(new Entry(GET, answer(200, ""), once(AttemptResult.OK), 0));

        assertThat(line.fieldNames())
                .containsExactly(
                        "time",
                        "requestId",
                        "listener",
                        "client",
                        "method",
                        "scheme",
                        "protocol",
                        "host",
                        "path",
                        "status",
                        "bytesIn",
                        "bytesOut",
                        "ms",
                        "firstByteMs",
                        "route",
                        "upstream",
                        "endpoint",
                        "attempts",
                        "userAgent");
        assertThat(line.getString("time")).isEqualTo("2026-11-26T02:08:43.007Z");
        assertThat(line.getString("path")).isEqualTo("/api/\"x\"");
        assertThat(line.getString("userAgent")).isEqualTo("curl/8 \"a\"");
        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getLong("bytesIn")).isEqualTo(3);
        assertThat(line.getLong("bytesOut")).isEqualTo(5);
        assertThat(line.getDouble("ms")).isEqualTo(12.345);
        assertThat(line.getInteger("attempts")).isOne();
    }

    @Test
    void jsonLeavesOutWhatIsNotKnown() {
        Story story = Story.begun();
        story.answersItself("the head of the request took too long");
        JsonObject line = json(new Entry(NOTHING_READ, new Entry.Answer(408, 0, 9, "", "", "", ""), story, 0));

        assertThat(line.fieldNames())
                .containsExactly(
                        "time",
                        "requestId",
                        "listener",
                        "client",
                        "scheme",
                        "protocol",
                        "status",
                        "bytesIn",
                        "bytesOut",
                        "ms",
                        "attempts",
                        "detail");
    }

    @Test
    void jsonTellsOfEachOfSeveralAttempts() {
        JsonArray tries = json(new Entry(GET, answer(200, ""), twice(), 0)).getJsonArray("tries");

        assertThat(tries).hasSize(2);
        assertThat(tries.getJsonObject(0).getString("endpoint")).isEqualTo("10.0.0.1:80");
        assertThat(tries.getJsonObject(0).getString("result")).isEqualTo("connect_failed");
        assertThat(tries.getJsonObject(0).getDouble("ms")).isNotNegative();
        assertThat(tries.getJsonObject(0).containsKey("why")).isFalse();
        assertThat(tries.getJsonObject(1).getString("why")).isEqualTo("connect");
        assertThat(tries.getJsonObject(1).getString("result")).isEqualTo("ok");
    }

    @Test
    void tellsOfASingleAttemptOnlyIfItCameToNothing() {
        Entry good = new Entry(GET, answer(200, ""), once(AttemptResult.OK), 0);
        Entry bad = new Entry(GET, answer(200, "aborted"), once(AttemptResult.ABORTED), 0);

        assertThat(json(good).containsKey("tries")).isFalse();
        assertThat(json(bad).getJsonArray("tries").getJsonObject(0).getString("result"))
                .isEqualTo("aborted");
        assertThat(json(bad).getString("cut")).isEqualTo("aborted");
    }

    @Test
    void textIsTheCombinedFormatAndMore() {
        String line = text(new Entry(GET, answer(200, "aborted"), twice(), 0));

        assertThat(line)
                .startsWith("2001:db8::1 - - [26/Nov/2026:02:08:43 +0000] \"GET /api/\\\"x\\\" HTTP/2\" 200 5 \"-\""
                        + " \"curl/8 \\\"a\\\"\" requestId=\"8\" listener=\"web\" scheme=\"https\""
                        + " host=\"shop.example\" bytesIn=3 ms=12.345 firstByteMs=")
                .contains(" route=\"shop\" upstream=\"u\" endpoint=\"10.0.0.2:80\" attempts=2")
                .matches(
                        ".* tries=\"10\\.0\\.0\\.1:80 connect_failed [0-9.]+, 10\\.0\\.0\\.2:80 ok [0-9.]+ \\(connect\\)\""
                                + " cut=\"aborted\"\n");
    }

    @Test
    void textHasADashForARequestLineThatCouldNotBeRead() {
        String line = text(new Entry(NOTHING_READ, answer(400, ""), Story.begun(), 0));

        assertThat(line).startsWith("192.0.2.1 - - [26/Nov/2026:02:08:43 +0000] \"-\" 400 5 \"-\" \"-\" requestId");
    }

    /** What each client can make longest: as bad as it gets, a line fits in what the writer writes at once. */
    @Test
    void theLongestLineFits() {
        String worst = "\u0001".repeat(100_000);
        Entry.Request request = new Entry.Request(worst, worst, worst, worst, worst, "HTTP/1.1", worst, worst, worst);
        Story story = Story.begun();
        for (int i = 0; i < 16; i++) {
            story.attempted("a".repeat(300), "connect");
        }
        Entry entry = new Entry(request, new Entry.Answer(200, 0, 0, worst, worst, worst, worst), story, 0);

        assertThat(lineOf(new JsonLayout(), entry).length()).isLessThan(LogWriter.BATCH_BYTES);
        assertThat(lineOf(new TextLayout(), entry).length()).isLessThan(LogWriter.BATCH_BYTES);
    }

    private static Entry.Answer answer(int status, String cut) {
        return new Entry.Answer(status, 3, 5, "shop", "u", "10.0.0.2:80", cut);
    }

    private static Story once(AttemptResult result) {
        Story story = Story.begun();
        story.attempted("10.0.0.2:80", "").ended(result);
        story.answers();
        return story;
    }

    private static Story twice() {
        Story story = Story.begun();
        story.attempted("10.0.0.1:80", "").ended(AttemptResult.CONNECT_FAILED);
        story.attempted("10.0.0.2:80", "connect").ended(AttemptResult.OK);
        story.answers();
        return story;
    }

    private static JsonObject json(Entry entry) {
        return new JsonObject(lineOf(new JsonLayout(), entry));
    }

    private static String text(Entry entry) {
        return lineOf(new TextLayout(), entry);
    }

    private static String lineOf(Layout layout, Entry entry) {
        LineBuffer buffer = new LineBuffer();
        layout.write(entry, STARTED, TOOK, buffer);
        return new String(buffer.line(), StandardCharsets.US_ASCII);
    }
}
