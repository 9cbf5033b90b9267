package io.quorate.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * How the body of a request is delimited (RFC 9112 section 6).
 *
 * @param length -1 if the body is chunked or absent
 * @param chunked whether the body ends where it says so: in chunks, or as a stream of HTTP/2
 * @param expectsContinue whether the client waits for a 100 before it sends the body
 */
public record RequestFraming(long length, boolean chunked, boolean expectsContinue) {
    private static final AsciiString HOST = AsciiString.cached("host");
    private static final AsciiString EXPECT = AsciiString.cached("expect");
    private static final AsciiString CONNECTION = AsciiString.cached("connection");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
    private static final String CHUNKED = "chunked";
    private static final String CONTINUE = "100-continue";
    private static final int MOST_LENGTH_DIGITS = 18;

    @Override
    public boolean expectsContinue() {
        return expectsContinue && hasBody();
    }

    /** Whether a body follows. */
    public boolean hasBody() {
        return chunked || length > 0;
    }

    RequestFraming streamed(boolean ends) {
        return new RequestFraming(length, ends, expectsContinue);
    }

    /** Finds the fields that decide, in one pass. */
    static Scan scan(HttpHeaders fields) {
        Scan scan = new Scan();
        Iterator<Map.Entry<CharSequence, CharSequence>> each = fields.iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = each.next();
            scan.see(field.getKey(), field.getValue());
        }
        return scan;
    }

    /** How often each deciding field occurs, and its last value. */
    static final class Scan {
        int hosts;
        String host = "";
        private int lengths;
        private String length = "";
        private int codings;
        private String coding = "";
        private String expectation = "";
        private int connectionOptions;

        private void see(CharSequence name, CharSequence value) {
            switch (name.length()) {
                case 4 -> seeHost(name, value);
                case 6 -> expectation = EXPECT.contentEqualsIgnoreCase(name) ? value.toString() : expectation;
                case 10 -> seeConnection(name, value);
                case 14 -> seeLength(name, value);
                case 17 -> seeCoding(name, value);
                default -> {}
            }
        }

        Optional<Refused> refusal(boolean http10) {
            if (codings > 0 && (http10 || lengths > 0 || codings > 1 || !coding.equalsIgnoreCase(CHUNKED))) {
                return Optional.of(new Refused(400, "ambiguous framing: Transfer-Encoding"));
            }
            if (lengths > 1 || (lengths == 1 && !isLength(length))) {
                return Optional.of(new Refused(400, "ambiguous framing: Content-Length"));
            }
            if (connectionOptions > HopByHop.MOST_OPTIONS) {
                return Optional.of(new Refused(400, "too many options: Connection"));
            }
            if (!http10 && !expectation.isEmpty() && !expectation.equalsIgnoreCase(CONTINUE)) {
                return Optional.of(new Refused(417, "expectation not supported"));
            }
            return Optional.empty();
        }

        RequestFraming framing(boolean http10) {
            boolean chunked = codings == 1;
            long bytes = lengths == 1 ? Long.parseLong(length) : -1;
            boolean expects = !http10 && !expectation.isEmpty();
            return new RequestFraming(bytes, chunked, expects);
        }

        private void seeHost(CharSequence name, CharSequence value) {
            if (HOST.contentEqualsIgnoreCase(name)) {
                hosts++;
                host = value.toString();
            }
        }

        private void seeConnection(CharSequence name, CharSequence value) {
            if (CONNECTION.contentEqualsIgnoreCase(name)) {
                connectionOptions += HopByHop.options(value);
            }
        }

        private void seeLength(CharSequence name, CharSequence value) {
            if (CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
                lengths++;
                length = value.toString();
            }
        }

        private void seeCoding(CharSequence name, CharSequence value) {
            if (TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
                codings++;
                coding = value.toString();
            }
        }

        private static boolean isLength(String text) {
            if (text.isEmpty() || text.length() > MOST_LENGTH_DIGITS) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                    return false;
                }
            }
            return true;
        }
    }
}
