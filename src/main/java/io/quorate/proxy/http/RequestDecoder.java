package io.quorate.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.quorate.core.model.listen.Limits;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * The request decoder of Vert.x, made to refuse what Netty lets through and two servers may read differently: folded
 * fields, nameless fields, versions other than 1.0 and 1.1, odd white space in the request line, more fields than a
 * request can need, and the keys of a WebSocket draft for which Netty would read eight bytes of body that no length
 * announces. What follows a request to speak WebSocket is held until it is known what it is.
 */
public final class RequestDecoder extends VertxHttpRequestDecoder {
    /** Fields of one head. */
    public static final int MOST_FIELDS = 200;

    private static final int MOST_HELD = 64 << 10;
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString DRAFT_KEY = AsciiString.cached("sec-websocket-key1");

    private boolean raw;
    private boolean holding;
    private boolean inHead = true;
    private boolean beforeLine = true;
    private boolean carriageReturn;
    private boolean halfLines;
    private boolean inTrailers;
    private boolean afterLine;
    private boolean folded;
    private int fields;
    private int lengths;

    public RequestDecoder(Limits limits) {
        super(new HttpServerOptions()
                .setMaxInitialLineLength(limits.line())
                .setMaxHeaderSize(limits.headers())
                .setMaxChunkSize(Bounds.MOST_CONTENT));
    }

    /** Whether something may be held back. */
    public boolean isHolding() {
        return holding;
    }

    /** Whether the head of another request has begun, or all of it is there already. */
    public boolean hasBegunNext() {
        return inHead && (afterLine || actualReadableBytes() > 0);
    }

    /** What is held is HTTP after all; it is decoded with the next read. */
    public void goOn() {
        holding = false;
    }

    /** What is held and comes from now on is no HTTP, and handed on as it is, with the next read. */
    public void passThrough() {
        raw = true;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (raw) {
            if (buffer.isReadable()) {
                out.add(buffer.readRetainedSlice(buffer.readableBytes()));
            }
            return;
        }
        if (holding) {
            if (buffer.readableBytes() > MOST_HELD) {
                context.channel().config().setAutoRead(false);
            }
            return;
        }
        if (!inHead) {
            decodeBody(context, buffer, out);
            return;
        }
        if (beforeLine) {
            findHalfLines(buffer);
        }
        int from = buffer.readerIndex();
        int before = out.size();
        super.decode(context, buffer, out);
        findFolds(buffer, from, buffer.readerIndex());
        if (out.size() > before) {
            inHead = endsMessage(out);
            if (out.get(before) instanceof HttpRequest request) {
                begins(request);
            }
            beforeLine = true;
            afterLine = false;
            folded = false;
        }
    }

    private void decodeBody(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        int from = buffer.readerIndex();
        int named = fields;
        super.decode(context, buffer, out);
        inTrailers |= fields > named;
        if (inTrailers) {
            findFolds(buffer, from, buffer.readerIndex());
        }
        inHead = endsMessage(out);
        if (inHead) {
            if (folded) {
                ((LastHttpContent) out.get(out.size() - 1))
                        .setDecoderResult(DecoderResult.failure(new IllegalArgumentException("folded trailer")));
            }
            inTrailers = false;
            afterLine = false;
            folded = false;
        }
    }

    private void begins(HttpRequest request) {
        if (folded) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("folded field")));
        }
        HopByHop.separateClose(request.headers());
        holding = inHead && mayLeaveHttp(request);
    }

    /** A decoder that has nothing to hand on asks for more even if nothing is to be read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (holding && !raw) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    /** What stands for a head that cannot be read; it is answered in the version we speak. */
    @Override
    protected HttpMessage createInvalidMessage() {
        return ((HttpRequest) super.createInvalidMessage()).setProtocolVersion(HttpVersion.HTTP_1_1);
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        beforeLine = false;
        fields = 0;
        lengths = 0;
        afterLine = false;
        folded = false;
        String version = initialLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new IllegalArgumentException("version: " + version + " (expected: HTTP/1.1 or HTTP/1.0)");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        if (start > 0 || halfLines) {
            throw new IllegalArgumentException("request line: not at the beginning of a line");
        }
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        checkSingleSpace(line, start);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        checkSingleSpace(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (length == 0) {
            throw new IllegalArgumentException("field without a name");
        }
        if (++fields > MOST_FIELDS) {
            throw new TooLongHttpHeaderException("fields: more than " + MOST_FIELDS);
        }
        AsciiString name = super.splitHeaderName(line, start, length);
        if (!isSpelt(name, line, start)) {
            // Vert.x does not look at every letter: what is not quite Content-Length would be taken for it.
            name = new AsciiString(line, start, length, true);
        }
        if (inHead && CONTENT_LENGTH.contentEqualsIgnoreCase(name) && ++lengths > 1) {
            // Netty would make them one, of different ones in HTTP/1.0 too.
            throw new IllegalArgumentException("several lengths");
        }
        if (length == DRAFT_KEY.length() && DRAFT_KEY.contentEqualsIgnoreCase(name)) {
            throw new IllegalArgumentException("WebSocket draft 76 is not spoken");
        }
        return name;
    }

    private static boolean isSpelt(AsciiString name, byte[] line, int start) {
        for (int i = 0; i < name.length(); i++) {
            if (AsciiString.toLowerCase((char) name.byteAt(i)) != AsciiString.toLowerCase((char) line[start + i])) {
                return false;
            }
        }
        return true;
    }

    private static void checkSingleSpace(byte[] line, int wordStart) {
        boolean single = wordStart >= 2 && line[wordStart - 1] == ' ' && line[wordStart - 2] > ' ';
        if (!single) {
            throw new IllegalArgumentException("request line: words not apart by one space");
        }
    }

    private static boolean mayLeaveHttp(HttpRequest request) {
        return request.decoderResult().isSuccess()
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && WebSocket.isNamedIn(request.headers());
    }

    private static boolean endsMessage(List<Object> out) {
        return !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent;
    }

    /** Looks for line ends that are not both CR and LF in what Netty is about to skip before a request line. */
    private void findHalfLines(ByteBuf buffer) {
        for (int i = buffer.readerIndex(); i < buffer.writerIndex(); i++) {
            byte next = buffer.getByte(i);
            halfLines |= (next == '\n') != carriageReturn;
            carriageReturn = next == '\r';
            if (next != '\r' && next != '\n') {
                return;
            }
        }
    }

    /** Looks in the lines just taken, and at the seam to those taken before, for one that begins with white space. */
    private void findFolds(ByteBuf buffer, int from, int to) {
        int start = from;
        while (start < to) {
            byte first = buffer.getByte(start);
            folded |= afterLine && (first == ' ' || first == '\t');
            int lineFeed = buffer.indexOf(start, to, (byte) '\n');
            afterLine = lineFeed >= 0;
            start = lineFeed < 0 ? to : lineFeed + 1;
        }
    }
}
