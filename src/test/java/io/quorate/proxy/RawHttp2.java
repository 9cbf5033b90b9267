package io.quorate.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One end of a connection in HTTP/2 that sends any frames, sound or not, and keeps what comes; for one thread. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int INITIAL_WINDOW = 4;
    static final int MAX_STREAMS = 3;

    static final long NO_ERROR = 0;
    static final long PROTOCOL_ERROR = 1;
    static final long REFUSED_STREAM = 7;
    static final long CANCEL = 8;
    static final long ENHANCE_YOUR_CALM = 11;

    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_PAYLOAD = 16_384;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
    private final Map<Integer, Seen> streams = new LinkedHashMap<>();
    private final Windows windows = new Windows();
    private final List<Long> goAways = new ArrayList<>();
    private final List<Integer> lastStreams = new ArrayList<>();
    private ByteArrayOutputStream block = new ByteArrayOutputStream();
    private boolean blockEnds;
    private boolean credits = true;
    private boolean answersPings = true;
    private boolean greeted;
    private volatile boolean hasGreeted;
    private int pongs;

    /** What has come on a stream. */
    private static final class Seen {
        private final List<Map<String, List<String>>> sections = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean ended;
        private long reset = -1;

        boolean isOver() {
            return ended || reset >= 0;
        }

        /** 0 if there is none, as in a request. */
        private static int statusOf(Map<String, List<String>> section) {
            return Integer.parseInt(
                    section.getOrDefault(":status", List.of("0")).get(0));
        }

        Http2Message message() {
            List<Integer> interim = new ArrayList<>();
            int head = 0;
            while (head < sections.size() && statusOf(sections.get(head)) / 100 == 1) {
                interim.add(statusOf(sections.get(head++)));
            }
            Map<String, List<String>> none = Map.of();
            return new Http2Message(
                    head < sections.size() ? sections.get(head) : none,
                    interim,
                    body.toString(StandardCharsets.ISO_8859_1),
                    head + 1 < sections.size() ? sections.get(head + 1) : none,
                    ended,
                    reset);
        }
    }

    RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(8_000);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /** A client that has sent its preface and settings. */
    static RawHttp2 client(int port, int... settings) throws IOException {
        return client(connect(port, 0), settings);
    }

    static RawHttp2 client(Socket socket, int... settings) throws IOException {
        RawHttp2 client = new RawHttp2(socket);
        client.write(PREFACE);
        return client.settings(settings);
    }

    /** With a receive buffer of that size, if it is not 0. */
    static Socket connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** Whether it gives back the windows that data uses up; it does at first. */
    RawHttp2 credits(boolean does) {
        credits = does;
        return this;
    }

    RawHttp2 answersPings(boolean does) {
        answersPings = does;
        return this;
    }

    RawHttp2 settings(int... idsAndValues) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length * 3);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
        }
        hasGreeted = true;
        return frame(SETTINGS, 0, 0, payload.array());
    }

    RawHttp2 get(int stream, String path) throws IOException {
        return headers(stream, true, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", path);
    }

    RawHttp2 post(int stream, String path, String... more) throws IOException {
        String[] first = {":method", "POST", ":scheme", "http", ":authority", "a", ":path", path};
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return headers(stream, false, all);
    }

    RawHttp2 headers(int stream, boolean ends, String... namesAndValues) throws IOException {
        byte[] encoded = Literals.encode(namesAndValues);
        int length = Math.min(encoded.length, MOST_PAYLOAD);
        int flags = (ends ? END_STREAM : 0) | (length == encoded.length ? END_HEADERS : 0);
        write(HEADERS, flags, stream, Arrays.copyOf(encoded, length));
        for (int at = length; at < encoded.length; at += length) {
            length = Math.min(encoded.length - at, MOST_PAYLOAD);
            boolean last = at + length == encoded.length;
            write(CONTINUATION, last ? END_HEADERS : 0, stream, Arrays.copyOfRange(encoded, at, at + length));
        }
        out.flush();
        return this;
    }

    /** One frame, whatever the windows are. */
    RawHttp2 data(int stream, boolean ends, String latin1) throws IOException {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        windows.use(stream, bytes.length);
        return frame(DATA, ends ? END_STREAM : 0, stream, bytes);
    }

    /** As much as the windows allow at a time, waiting for the peer in between; stops where the stream is reset. */
    RawHttp2 body(int stream, boolean ends, byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length && seen(stream).reset < 0) {
            int allowed = Math.min(Math.min(bytes.length - at, MOST_PAYLOAD), windows.of(stream));
            if (allowed <= 0) {
                if (!read()) {
                    return this;
                }
                continue;
            }
            windows.use(stream, allowed);
            boolean last = ends && at + allowed == bytes.length;
            frame(DATA, last ? END_STREAM : 0, stream, Arrays.copyOfRange(bytes, at, at + allowed));
            at += allowed;
        }
        return this;
    }

    RawHttp2 reset(int stream, long code) throws IOException {
        return frame(RST_STREAM, 0, stream, number(code));
    }

    RawHttp2 goAway(int lastStream, long code) throws IOException {
        return frame(
                GOAWAY,
                0,
                0,
                ByteBuffer.allocate(8).putInt(lastStream).putInt((int) code).array());
    }

    RawHttp2 window(int stream, int more) throws IOException {
        return frame(WINDOW_UPDATE, 0, stream, number(more));
    }

    RawHttp2 ping() throws IOException {
        return frame(PING, 0, 0, new byte[8]);
    }

    RawHttp2 frame(int type, int flags, int stream, byte[] payload) throws IOException {
        write(type, flags, stream, payload);
        out.flush();
        return this;
    }

    /** Without flushing. */
    void write(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.write(number(stream));
        out.write(payload);
    }

    RawHttp2 write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Reads until the stream is over, or the connection is. */
    Http2Message read(int stream) throws IOException {
        while (!seen(stream).isOver() && read()) {
            // What comes is kept.
        }
        return soFar(stream);
    }

    /** Reads until there is a head that is not interim on the stream, or it or the connection is over. */
    Http2Message readHead(int stream) throws IOException {
        while (soFar(stream).head().isEmpty() && !seen(stream).isOver() && read()) {
            // What comes is kept.
        }
        return soFar(stream);
    }

    Http2Message soFar(int stream) {
        return seen(stream).message();
    }

    /** The streams on which a head has come, in order. */
    List<Integer> streams() {
        return streams.entrySet().stream()
                .filter(each -> !each.getValue().sections.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The stream of the request of that number, counted from 0; waits for its head. */
    int request(int number) throws IOException {
        while (streams().size() <= number) {
            if (!read()) {
                throw new EOFException("request " + number);
            }
        }
        return streams().get(number);
    }

    boolean isOver(int stream) {
        return seen(stream).isOver();
    }

    /** Whether this end has sent its settings; for any thread. */
    boolean hasGreeted() {
        return hasGreeted;
    }

    /** Error codes of the GOAWAYs that came. */
    List<Long> goAways() {
        return goAways;
    }

    List<Integer> lastStreams() {
        return lastStreams;
    }

    int pongs() {
        return pongs;
    }

    /** Reads the settings of the peer, which come first. */
    RawHttp2 greeted() throws IOException {
        while (!greeted && read()) {
            // They come first.
        }
        return this;
    }

    /** Reads until the peer closes. */
    RawHttp2 readToEnd() throws IOException {
        while (read()) {
            // What comes is kept.
        }
        return this;
    }

    /** Takes one frame; false at the end of the connection. */
    boolean read() throws IOException {
        byte[] payload;
        int type;
        int flags;
        int stream;
        try {
            int first = in.readInt();
            type = first & 0xFF;
            flags = in.readUnsignedByte();
            stream = in.readInt() & Integer.MAX_VALUE;
            payload = new byte[first >>> 8];
            in.readFully(payload);
        } catch (EOFException | SocketException end) {
            return false;
        }
        take(type, flags, stream, payload);
        return true;
    }

    void readPreface() throws IOException {
        in.readFully(new byte[PREFACE.length]);
    }

    /** Whether nothing more comes, after whatever else does. */
    boolean isClosed() throws IOException {
        readToEnd();
        return true;
    }

    /** Leaves with a reset. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void take(int type, int flags, int stream, byte[] payload) throws IOException {
        switch (type) {
            case DATA -> {
                seen(stream).body.write(payload);
                give(stream, payload.length);
            }
            case HEADERS -> {
                blockEnds = (flags & END_STREAM) != 0;
                section(stream, Literals.unpadded(flags, payload), flags);
            }
            case CONTINUATION -> section(stream, payload, flags);
            case RST_STREAM -> seen(stream).reset = ByteBuffer.wrap(payload).getInt();
            case GOAWAY -> {
                lastStreams.add(ByteBuffer.wrap(payload).getInt());
                goAways.add((long) ByteBuffer.wrap(payload).getInt(4));
            }
            case SETTINGS -> settled(flags, payload);
            case PING -> pinged(flags, payload);
            case WINDOW_UPDATE -> windows.give(stream, ByteBuffer.wrap(payload).getInt());
            default -> {}
        }
        if (type == DATA && (flags & END_STREAM) != 0) {
            seen(stream).ended = true;
        }
    }

    private void settled(int flags, byte[] payload) throws IOException {
        if ((flags & ACK) != 0) {
            return;
        }
        greeted = true;
        ByteBuffer settings = ByteBuffer.wrap(payload);
        while (settings.hasRemaining()) {
            int id = settings.getShort();
            int value = settings.getInt();
            if (id == INITIAL_WINDOW) {
                windows.initial(value);
            }
        }
        sendIfTaken(SETTINGS, new byte[0]);
    }

    private void pinged(int flags, byte[] payload) throws IOException {
        if ((flags & ACK) != 0) {
            pongs++;
        } else if (answersPings) {
            sendIfTaken(PING, payload);
        }
    }

    private void sendIfTaken(int type, byte[] payload) throws IOException {
        try {
            frame(type, ACK, 0, payload);
        } catch (SocketException gone) {
            // What came before the end is still to be read.
        }
    }

    private void give(int stream, int bytes) throws IOException {
        if (credits && bytes > 0) {
            try {
                window(0, bytes);
                window(stream, bytes);
            } catch (SocketException gone) {
                // What came before the end is still to be read.
            }
        }
    }

    private void section(int stream, byte[] fragment, int flags) throws IOException {
        block.write(fragment);
        if ((flags & END_HEADERS) == 0) {
            return;
        }
        try {
            Http2Headers decoded = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block.toByteArray()));
            Map<String, List<String>> fields = new LinkedHashMap<>();
            decoded.forEach(field -> fields.computeIfAbsent(field.getKey().toString(), name -> new ArrayList<>())
                    .add(field.getValue().toString()));
            seen(stream).sections.add(fields);
            seen(stream).ended |= blockEnds;
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        block = new ByteArrayOutputStream();
    }

    private Seen seen(int stream) {
        return streams.computeIfAbsent(stream, id -> new Seen());
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }
}
