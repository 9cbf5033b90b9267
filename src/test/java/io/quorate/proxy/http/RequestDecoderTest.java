package io.quorate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.quorate.core.model.listen.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the bytes are cut into reads, the decoder sees the same. */
class RequestDecoderTest {
    private static final String GOOD = "GET / HTTP/1.1\r\nHost: a\r\nX-A: b c\r\n\r\n";
    private static final String BODY = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n\r\n \n\t\r\n ";
    private static final String CHUNKED =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\n b\r\n0\r\nX-T: u\r\n\r\n";
    private static final String FOLDED = "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 1_000})
    void findsAFoldedFieldWhereverTheReadsAreCut(int size) {
        assertThat(decode(FOLDED, size)).containsExactly(false);
        assertThat(decode(GOOD + BODY + FOLDED, size)).containsExactly(true, true, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 1_000})
    void findsAFoldedTrailerWhereverTheReadsAreCut(int size) {
        String folded = CHUNKED.replace("X-T: u", "X-T: u\r\n v");
        assertThat(brokenEnds(GOOD + CHUNKED + folded + GOOD, size)).containsExactly(false, false, true, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 1_000})
    void skipsEmptyLinesBeforeARequestButNoHalfOnes(int size) {
        assertThat(decode("\r\n" + GOOD + "\r\n\r\n" + BODY + "\r\n" + GOOD, size))
                .containsExactly(true, true, true);
        assertThat(decode(GOOD + "\n" + GOOD, size)).containsExactly(true, false);
        assertThat(decode(GOOD + "\r" + GOOD, size)).containsExactly(true, false);
    }

    /** Not even for one that differs in a single letter, as the decoder of Vert.x does. */
    @ParameterizedTest
    @ValueSource(strings = {"Host", "Accept", "Connection", "Content-Type", "Content-Length", "content-length"})
    void takesNoFieldForAnother(String name) {
        for (int at = 0; at < name.length(); at++) {
            for (String other : List.of("X", "_", "0")) {
                String misspelt = name.substring(0, at) + other + name.substring(at + 1);
                HttpHeaders fields = fields("GET / HTTP/1.1\r\n" + misspelt + ": 3\r\n\r\n");
                assertThat(fields.names()).containsExactly(misspelt);
                assertThat(fields.contains(name)).as(misspelt).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 1_000})
    void takesLinesInBodiesForWhatTheyAre(int size) {
        assertThat(decode(BODY + GOOD + CHUNKED + GOOD + BODY, size)).containsExactly(true, true, true, true, true);
    }

    private static HttpHeaders fields(String bytes) {
        HttpHeaders fields = new DefaultHttpHeaders();
        decode(bytes, bytes.length(), message -> {
            if (message instanceof HttpRequest request) {
                assertThat(request.decoderResult().isSuccess()).isTrue();
                fields.add(request.headers());
            }
        });
        return fields;
    }

    /** Whether each of the requests could be decoded. */
    private static List<Boolean> decode(String bytes, int size) {
        List<Boolean> decoded = new ArrayList<>();
        decode(bytes, size, message -> {
            if (message instanceof HttpRequest request) {
                decoded.add(request.decoderResult().isSuccess());
            }
        });
        return decoded;
    }

    /** Whether each of the bodies was broken at its end. */
    private static List<Boolean> brokenEnds(String bytes, int size) {
        List<Boolean> broken = new ArrayList<>();
        decode(bytes, size, message -> {
            if (message instanceof LastHttpContent last) {
                broken.add(last.decoderResult().isFailure());
            }
        });
        return broken;
    }

    private static void decode(String bytes, int size, Consumer<Object> to) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(Limits.DEFAULT));
        for (int from = 0; from < bytes.length(); from += size) {
            String part = bytes.substring(from, Math.min(bytes.length(), from + size));
            channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
            for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
                to.accept(each);
                ReferenceCountUtil.release(each);
            }
        }
        channel.finishAndReleaseAll();
    }
}
