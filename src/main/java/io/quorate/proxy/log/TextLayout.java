package io.quorate.proxy.log;

import io.quorate.core.model.AccessLogSettings.Format;

/**
 * The combined format that web servers share, and what else there is to say behind it, as {@code key="value"}. Users and
 * referrers are not told: both fields are a dash.
 */
final class TextLayout implements Layout {
    private final Stamps stamps = new Stamps();

    @Override
    public void write(Entry entry, long startedMillis, long nanos, LineBuffer to) {
        Entry.Request request = entry.request();
        Entry.Answer answer = entry.answer();
        to.escaped(request.client(), MOST).plain(" - - [").plain(stamps.toSecond(Format.TEXT, startedMillis));
        to.plain("] ");
        line(request, to);
        to.plain(" ")
                .number(answer.status())
                .plain(" ")
                .number(answer.bytesOut())
                .plain(" \"-\" ");
        to.quoted(request.userAgent(), MOST);
        text("requestId", request.id(), to);
        text("listener", request.listener(), to);
        text("scheme", request.scheme(), to);
        text("host", request.host(), to);
        to.plain(" bytesIn=").number(answer.bytesIn()).plain(" ms=").millis(nanos);
        if (entry.story().isAnswered()) {
            to.plain(" firstByteMs=").millis(entry.story().answeredNanos() - entry.startedNanos());
        }
        text("route", answer.route(), to);
        text("upstream", answer.upstream(), to);
        text("endpoint", answer.endpoint(), to);
        to.plain(" attempts=").number(entry.story().notes().size());
        tries(entry.story(), to);
        text("cut", answer.cut(), to);
        text("detail", entry.story().detail(), to);
    }

    private static void line(Entry.Request request, LineBuffer to) {
        if (request.method().isEmpty()) {
            to.plain("\"-\"");
            return;
        }
        to.plain("\"").escaped(request.method(), MOST_OF_METHOD).plain(" ");
        to.escaped(request.path(), MOST_OF_PATH)
                .plain(" ")
                .plain(request.protocol())
                .plain("\"");
    }

    private static void tries(Story story, LineBuffer to) {
        if (!story.isEventful()) {
            return;
        }
        String before = " tries=\"";
        for (Note note : story.notes()) {
            to.plain(before).escaped(note.endpoint(), MOST).plain(" ").plain(note.result());
            to.plain(" ").millis(note.nanos());
            if (!note.why().isEmpty()) {
                to.plain(" (").plain(note.why()).plain(")");
            }
            before = ", ";
        }
        to.plain("\"");
    }

    private static void text(String key, String value, LineBuffer to) {
        if (!value.isEmpty()) {
            to.plain(" ").plain(key).plain("=").quoted(value, MOST);
        }
    }
}
