package io.quorate.proxy.log;

import io.quorate.core.model.AccessLogSettings.Format;

/** An object of JSON; what there is nothing to say of is left out. */
final class JsonLayout implements Layout {
    private final Stamps stamps = new Stamps();

    @Override
    public void write(Entry entry, long startedMillis, long nanos, LineBuffer to) {
        Entry.Request request = entry.request();
        Entry.Answer answer = entry.answer();
        time(startedMillis, to);
        text("requestId", request.id(), MOST, to);
        text("listener", request.listener(), MOST, to);
        text("client", request.client(), MOST, to);
        text("method", request.method(), MOST_OF_METHOD, to);
        text("scheme", request.scheme(), MOST, to);
        text("protocol", request.protocol(), MOST, to);
        text("host", request.host(), MOST, to);
        text("path", request.path(), MOST_OF_PATH, to);
        to.plain(",\"status\":").number(answer.status());
        to.plain(",\"bytesIn\":").number(answer.bytesIn());
        to.plain(",\"bytesOut\":").number(answer.bytesOut());
        to.plain(",\"ms\":").millis(nanos);
        if (entry.story().isAnswered()) {
            to.plain(",\"firstByteMs\":").millis(entry.story().answeredNanos() - entry.startedNanos());
        }
        text("route", answer.route(), MOST, to);
        text("upstream", answer.upstream(), MOST, to);
        text("endpoint", answer.endpoint(), MOST, to);
        to.plain(",\"attempts\":").number(entry.story().notes().size());
        tries(entry.story(), to);
        text("cut", answer.cut(), MOST, to);
        text("detail", entry.story().detail(), MOST, to);
        text("userAgent", request.userAgent(), MOST, to);
        to.plain("}");
    }

    private void time(long millis, LineBuffer to) {
        int rest = (int) Math.floorMod(millis, 1_000L);
        to.plain("{\"time\":\"").plain(stamps.toSecond(Format.JSON, millis)).plain(rest < 100 ? ".0" : ".");
        to.plain(rest < 10 ? "0" : "").number(rest).plain("Z\"");
    }

    private static void tries(Story story, LineBuffer to) {
        if (!story.isEventful()) {
            return;
        }
        String before = ",\"tries\":[{\"endpoint\":";
        for (Note note : story.notes()) {
            to.plain(before).json(note.endpoint(), MOST);
            text("why", note.why(), MOST, to);
            text("result", note.result(), MOST, to);
            to.plain(",\"ms\":").millis(note.nanos()).plain("}");
            before = ",{\"endpoint\":";
        }
        to.plain("]");
    }

    private static void text(String key, String value, int most, LineBuffer to) {
        if (!value.isEmpty()) {
            to.plain(",\"").plain(key).plain("\":").json(value, most);
        }
    }
}
