package io.quorate.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What somebody takes bytes of HTTP/1.1 to say; a character is a byte.
 *
 * @param requests those that are complete
 * @param partial the body, so far, of one whose head is complete and whose body is not
 */
record Http1Reading(List<Request> requests, End end, String partial) {
    /** How the bytes end. */
    enum End {
        /** Behind a request. */
        BETWEEN,
        /** Within one of which more may come. */
        INSIDE,
        /** With something that is no request. */
        MALFORMED
    }

    /** One request with its body, whatever way that was framed in. */
    record Request(String method, String target, List<Field> fields, String body) {
        /** The values of a field, in order. */
        List<String> values(String name) {
            return fields.stream()
                    .filter(field -> field.name.equalsIgnoreCase(name))
                    .map(Field::value)
                    .toList();
        }

        /** As it is to be compared with what others read. */
        String summary() {
            return method + " " + target + " [" + body + "]";
        }
    }

    record Field(String name, String value) {}

    List<String> summaries() {
        return requests.stream().map(Request::summary).toList();
    }

    /** Reads as strictly as RFC 9112 lets a recipient be: what could be read in two ways is not read at all. */
    static Http1Reading strict(String bytes) {
        return new Strict(bytes).read();
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Incomplete extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Strict {
        private static final String TOKEN = "!#$%&'*+-.^_`|~";

        private final String bytes;
        private final List<Request> requests = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();
        private int at;

        Strict(String bytes) {
            this.bytes = bytes;
        }

        Http1Reading read() {
            try {
                while (true) {
                    body.setLength(0);
                    while (bytes.startsWith("\r\n", at)) {
                        at += 2;
                    }
                    if (at == bytes.length()) {
                        return new Http1Reading(requests, End.BETWEEN, "");
                    }
                    requests.add(request());
                }
            } catch (Incomplete more) {
                return new Http1Reading(requests, End.INSIDE, body.toString());
            } catch (Malformed bad) {
                return new Http1Reading(requests, End.MALFORMED, body.toString());
            }
        }

        private Request request() throws Malformed, Incomplete {
            String[] words = line().split(" ", -1);
            check(words.length == 3 && isToken(words[0]) && isVisible(words[1]));
            boolean http10 = words[2].equals("HTTP/1.0");
            check(http10 || words[2].equals("HTTP/1.1"));
            List<Field> fields = fields();
            Request head = new Request(words[0], words[1], fields, "");
            List<String> lengths = head.values("content-length");
            List<String> codings = head.values("transfer-encoding");
            int hosts = head.values("host").size();
            check(hosts == 1 || (hosts == 0 && http10));
            check(codings.isEmpty() || (lengths.isEmpty() && !http10));
            if (!codings.isEmpty()) {
                check(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
                chunks();
            } else if (!lengths.isEmpty()) {
                check(lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}"));
                data(Long.parseLong(lengths.get(0)));
            }
            return new Request(words[0], words[1], fields, body.toString());
        }

        private List<Field> fields() throws Malformed, Incomplete {
            List<Field> fields = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                check(colon > 0 && isToken(line.substring(0, colon)));
                String value = line.substring(colon + 1);
                check(value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F)));
                fields.add(new Field(line.substring(0, colon), value.replaceAll("^[ \t]+|[ \t]+$", "")));
            }
            return fields;
        }

        private void chunks() throws Malformed, Incomplete {
            while (true) {
                String line = line();
                int semicolon = line.indexOf(';');
                String size = semicolon < 0 ? line : line.substring(0, semicolon);
                // White space before an extension is bad, and to be borne with (RFC 9112 section 7.1.1).
                size = semicolon < 0 ? size : size.replaceAll("[ \t]+$", "");
                check(size.matches("[0-9a-fA-F]{1,15}"));
                check(line.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F)));
                long length = Long.parseLong(size, 16);
                if (length == 0) {
                    fields();
                    return;
                }
                data(length);
                check(line().isEmpty());
            }
        }

        private void data(long length) throws Incomplete {
            int end = (int) Math.min(bytes.length(), at + length);
            body.append(bytes, at, end);
            boolean whole = end - at == length;
            at = end;
            if (!whole) {
                throw new Incomplete();
            }
        }

        /** The next line, without its end. */
        private String line() throws Malformed, Incomplete {
            int feed = bytes.indexOf('\n', at);
            if (feed < 0) {
                throw new Incomplete();
            }
            check(feed > at && bytes.charAt(feed - 1) == '\r');
            String line = bytes.substring(at, feed - 1);
            check(line.indexOf('\r') < 0 && line.indexOf('\0') < 0);
            at = feed + 1;
            return line;
        }

        private static boolean isToken(String text) {
            return !text.isEmpty()
                    && text.chars()
                            .allMatch(c -> (c >= '0' && c <= '9')
                                    || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
                                    || TOKEN.indexOf(c) >= 0);
        }

        private static boolean isVisible(String text) {
            return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
        }

        private static void check(boolean good) throws Malformed {
            if (!good) {
                throw new Malformed();
            }
        }
    }

    /** How servers have been seen to make sense of what is not plain. */
    enum Leniency {
        FIRST_LENGTH,
        LAST_LENGTH,
        LENGTH_BEFORE_CODING,
        ANY_CODING_WITH_CHUNKED,
        NAMES_LIKE_VARIABLES,
        FOLDS
    }

    /** Reads like a server that takes what it gets, in that way. */
    static Http1Reading lenient(String bytes, Leniency way) {
        return new Lenient(bytes, way).read();
    }

    private static final class Lenient {
        private final String bytes;
        private final Leniency way;
        private int at;

        Lenient(String bytes, Leniency way) {
            this.bytes = bytes;
            this.way = way;
        }

        Http1Reading read() {
            List<Request> requests = new ArrayList<>();
            try {
                while (at < bytes.length()) {
                    if (bytes.charAt(at) <= ' ') {
                        at++;
                    } else {
                        requests.add(request());
                    }
                }
                return new Http1Reading(requests, End.BETWEEN, "");
            } catch (Incomplete more) {
                return new Http1Reading(requests, End.INSIDE, "");
            }
        }

        private Request request() throws Incomplete {
            String[] words = line().trim().split("[ \t]+", 3);
            List<Field> fields = new ArrayList<>();
            for (String line = line(); !line.isBlank(); line = line()) {
                boolean folds = way == Leniency.FOLDS && line.charAt(0) <= ' ' && !fields.isEmpty();
                if (folds) {
                    Field last = fields.remove(fields.size() - 1);
                    fields.add(new Field(last.name, (last.value + " " + line.strip()).strip()));
                } else {
                    int colon = line.indexOf(':');
                    String name = colon < 0 ? line : line.substring(0, colon);
                    fields.add(new Field(named(name), line.substring(colon + 1).strip()));
                }
            }
            Request head = new Request(words[0], words.length > 1 ? words[1] : "", fields, "");
            return new Request(head.method, head.target, fields, body(head));
        }

        private String named(String name) {
            String bare = name.replaceAll("[^!-~]", "").toLowerCase(Locale.ROOT);
            return way == Leniency.NAMES_LIKE_VARIABLES ? bare.replaceAll("[^a-z0-9]", "-") : bare;
        }

        private String body(Request head) throws Incomplete {
            List<String> lengths = head.values("content-length");
            String coding = String.join(",", head.values("transfer-encoding")).toLowerCase(Locale.ROOT);
            boolean chunked =
                    way == Leniency.ANY_CODING_WITH_CHUNKED ? coding.contains("chunk") : coding.equals("chunked");
            if (chunked && !(way == Leniency.LENGTH_BEFORE_CODING && !lengths.isEmpty())) {
                return chunks();
            }
            if (lengths.isEmpty()) {
                return "";
            }
            String length = lengths.get(way == Leniency.FIRST_LENGTH ? 0 : lengths.size() - 1);
            return data(number(length, 10));
        }

        private String chunks() throws Incomplete {
            StringBuilder body = new StringBuilder();
            for (int size = number(line(), 16); size > 0; size = number(line(), 16)) {
                body.append(data(size));
                String unused = line();
            }
            while (!line().isBlank()) {
                // A trailer.
            }
            return body.toString();
        }

        private String data(int length) throws Incomplete {
            if (at + length > bytes.length()) {
                throw new Incomplete();
            }
            at += length;
            return bytes.substring(at - length, at);
        }

        private String line() throws Incomplete {
            int feed = bytes.indexOf('\n', at);
            if (feed < 0) {
                throw new Incomplete();
            }
            String line = bytes.substring(at, feed);
            at = feed + 1;
            return line;
        }

        /** As much of a number as there is, as {@code atoi} and {@code strtol} read it. */
        private static int number(String text, int radix) {
            String bare = text.strip().toLowerCase(Locale.ROOT);
            int from = bare.startsWith("+") ? 1 : radix == 16 && bare.startsWith("0x") ? 2 : 0;
            int end = from;
            while (end < bare.length() && end < 7 && Character.digit(bare.charAt(end), radix) >= 0) {
                end++;
            }
            return end == from ? 0 : Integer.parseInt(bare.substring(from, end), radix);
        }
    }
}
