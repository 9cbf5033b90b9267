package io.quorate.proxy.http2;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import io.quorate.proxy.wire.Body;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.RequestLine;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.Http2HeadersAdaptor;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call over a stream of a connection in HTTP/2. */
final class Http2Call implements Call {
    private static final AsciiString HOST = AsciiString.cached("host");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final int FIRST_FINAL = 200;
    private static final int LAST = 599;
    private static final int MOST_SKIPPED = 8;

    private final Http2Line line;
    private final MultiMap fields = io.vertx.core.http.HttpHeaders.headers();
    private final Deque<Buffer> unread = new ArrayDeque<>();
    private @Nullable RequestLine request;
    private @Nullable Events events;
    private @Nullable Http2Stream stream;
    private @Nullable MultiMap end;
    private int skipped;
    /** A body was promised of which nothing has come; that some of it is missing is seen by Netty. */
    private boolean owed;

    private boolean answered;
    private boolean paused;
    private boolean over;
    private boolean delivering;

    Http2Call(Http2Line line) {
        this.line = line;
    }

    @Override
    public MultiMap fields() {
        return fields;
    }

    @Override
    public void begin(RequestLine first, Body body, Events to) {
        request = first;
        events = to;
    }

    @Override
    public void askToSwitch() {
        throw new UnsupportedOperationException("call: of HTTP/2 (expected: of lines that are switchable)");
    }

    @Override
    public void flushHead() {
        head(false);
    }

    @Override
    public void write(Buffer data) {
        Http2Stream open = head(false);
        if (open != null) {
            line.wire().write(open, ((BufferInternal) data).getByteBuf(), false);
        }
    }

    @Override
    public boolean isFull() {
        return stream != null && line.wire().isFull(stream, this::drained);
    }

    @Override
    public void end(HttpHeaders trailers) {
        boolean bare = trailers.isEmpty();
        if (stream == null && bare) {
            head(true);
            return;
        }
        Http2Stream open = head(false);
        if (open == null) {
            return;
        }
        if (bare) {
            line.wire().write(open, Unpooled.EMPTY_BUFFER, true);
        } else {
            line.wire().trail(open, lowered(trailers));
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        deliver();
    }

    @Override
    public void release(boolean whole) {
        if (over) {
            return;
        }
        over = true;
        unread.clear();
        Http2Stream open = stream;
        if (open != null && !whole) {
            line.wire().reset(open, answered ? Http2Error.NO_ERROR : Http2Error.CANCEL);
        }
        line.released(open != null, open != null && !whole && !answered);
    }

    /** A field section came. */
    void headers(Http2Headers headers, boolean ends) {
        if (over || events == null) {
            return;
        }
        if (answered) {
            ended(new Http2HeadersAdaptor(headers));
            return;
        }
        int status = statusOf(headers);
        MultiMap received = new Http2HeadersAdaptor(headers);
        if (status >= FIRST_FINAL && status <= LAST) {
            owed = status != 304 && owesBody(received);
            if (ends && owed) {
                broken(Broken.INVALID);
                return;
            }
            answered = true;
            events.responds(status, received);
            if (ends) {
                ended(MultiMap.caseInsensitiveMultiMap());
            }
        } else if (ends || status < 100 || status == 101 || status > LAST || ++skipped > MOST_SKIPPED) {
            broken(Broken.INVALID);
        } else if (status == 100) {
            events.continues();
        } else if (status == 103) {
            events.hints(received);
        }
    }

    void data(Buffer data, boolean ends) {
        if (over || !answered) {
            return;
        }
        if (data.length() > 0) {
            owed = false;
            unread.add(data);
        }
        if (ends) {
            ended(MultiMap.caseInsensitiveMultiMap());
        } else {
            deliver();
        }
    }

    void broken(Broken how) {
        // What has come in full is whole, whatever becomes of the connection.
        if (!over && end == null && events != null) {
            events.broken(how);
        }
    }

    private void ended(MultiMap trailers) {
        if (owed) {
            broken(Broken.INVALID);
        } else {
            end = trailers;
            deliver();
        }
    }

    private boolean owesBody(MultiMap received) {
        String length = received.get("content-length");
        boolean head = request != null && request.method().equals(HttpMethod.HEAD);
        return !head && length != null && !length.equals("0");
    }

    private void drained() {
        if (!over && events != null) {
            events.drained();
        }
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        while (!paused && !over && !unread.isEmpty()) {
            Buffer next = unread.remove();
            if (stream != null) {
                line.wire().consumed(stream, next.length());
            }
            told().data(next);
        }
        delivering = false;
        if (!paused && !over && unread.isEmpty() && end != null) {
            told().ended(end);
        }
    }

    /** Opens the stream with the head, unless that has been done; null if it cannot be opened. */
    private @Nullable Http2Stream head(boolean ends) {
        if (stream != null || over) {
            return stream;
        }
        try {
            stream = line.wire().open(this, head(), ends);
            line.opened();
        } catch (Http2Exception e) {
            // Nothing was sent.
            broken(Broken.REFUSED);
        }
        return stream;
    }

    private Http2Headers head() {
        if (request == null) {
            throw new IllegalStateException("call: not begun");
        }
        Http2Headers head = new DefaultHttp2Headers(false)
                .method(request.method().name())
                .scheme(line.wire().scheme())
                .authority(request.host())
                .path(request.target());
        for (Map.Entry<String, String> field : fields) {
            if (!HOST.contentEqualsIgnoreCase(field.getKey())) {
                head.add(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
            }
        }
        return head.add(TE, TRAILERS);
    }

    private Events told() {
        if (events == null) {
            throw new IllegalStateException("call: not begun");
        }
        return events;
    }

    private static Http2Headers lowered(HttpHeaders trailers) {
        Http2Headers lowered = new DefaultHttp2Headers(false);
        Iterator<Map.Entry<CharSequence, CharSequence>> each = trailers.iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = each.next();
            lowered.add(field.getKey().toString().toLowerCase(Locale.ROOT), field.getValue());
        }
        return lowered;
    }

    private static int statusOf(Http2Headers headers) {
        CharSequence status = headers.getAndRemove(Http2Headers.PseudoHeaderName.STATUS.value());
        boolean sound = status != null && status.length() == 3 && status.chars().allMatch(c -> c >= '0' && c <= '9');
        return sound ? Integer.parseInt(status, 0, 3, 10) : 0;
    }
}
