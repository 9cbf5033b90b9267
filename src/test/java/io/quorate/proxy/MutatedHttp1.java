package io.quorate.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes requests in HTTP/1.1 that are almost well formed: it takes some that are, and spoils them where framing hangs on it. */
final class MutatedHttp1 {
    private static final String[] ENDS = {
        "\n",
        "\r",
        "\r\r\n",
        "\n\r",
        "",
        "\r\n\r\n",
        "\r\n ",
        "\r\n\t",
        " \r\n",
        "\0\r\n",
        "\u000b\r\n",
        "\n\n",
        "\r\n\n"
    };
    private static final String[] LENGTH_NAMES = {
        "Content-Length",
        "content-length",
        "Content_Length",
        "Content-Length ",
        " Content-Length",
        "Content-Length\t",
        "Content-Length\u000b",
        "Content-Length\0",
        "Content\u00adLength",
        "Content.Length",
        "X-A: b\rContent-Length"
    };
    private static final String[] CODING_NAMES = {
        "Transfer-Encoding", "transfer-encoding", "Transfer_Encoding", "Transfer-Encoding ", " Transfer-Encoding",
        "Transfer-Encoding\t", "Transfer-Encoding\u000c", "Transfer\0-Encoding", "Transfer.Encoding", "TE"
    };
    private static final String[] CODINGS = {
        "chunked",
        "Chunked",
        "chunked ",
        "\tchunked",
        "chunked, chunked",
        "gzip, chunked",
        "chunked, gzip",
        "chunked;q=1",
        "identity",
        "\u000bchunked",
        "chunked\u000b",
        "\"chunked\"",
        "xchunked",
        ",chunked",
        "chunked,",
        "",
        "\r\n chunked",
        "chunked\r\n ,identity",
        "chun\0ked",
        "\u00a0chunked",
        "chunked\u0085"
    };
    private static final String[] OTHERS = {
        "Connection: close, content-length",
        "Connection: transfer-encoding, host",
        "Connection: keep-alive, x-case",
        "Expect: 100-continue",
        "Expect: 100-Continue\r\nExpect: x",
        "Upgrade: h2c",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Trailer: content-length",
        "Host: b",
        "Host : a",
        "Host:",
        "Proxy-Connection: close",
        "Keep-Alive: 5",
        "X-A:",
        ":",
        ": b",
        "X-A",
        "Sec-WebSocket-Key1: 1",
        "HTTP2-Settings: AA"
    };
    private static final String[] SIZES = {
        "%x ",
        " %x",
        "0%x",
        "0x%x",
        "+%x",
        "-%x",
        "%x;",
        "%x;a=b",
        "%x ;a=\"b;c\"",
        "%x\t",
        "1000000000000000%x",
        "%x;a=\"\r\n\"",
        "%x\0",
        "%x\u000b",
        "%x,",
        "%xg",
        "",
        "%x\r",
        "%x;a\n",
        "%x;\u007f",
        "%x \t"
    };
    private static final String[] TRAILERS = {
        "X-T: t\r\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        ": b\r\n",
        "Host: b\r\n",
        " b\r\n",
        "b\r\n",
        "X-T: t\n",
        "X-T: a\r\n b\r\n",
        "X-T : t\r\n",
        "X-T: \0\r\n",
        "GET /smuggled HTTP/1.1\r\n"
    };
    private static final String ODD = " \t\u000b\u000c\0\r\n\u0085\u00a0\u007f\u00ff:;,\"0a-_";

    private final SplittableRandom dice;
    private final int number;

    MutatedHttp1(int number, SplittableRandom dice) {
        this.number = number;
        this.dice = dice;
    }

    /** The bytes of a few requests, a character for each. */
    String bytes() {
        StringBuilder all = new StringBuilder();
        int requests = 1 + dice.nextInt(3);
        int spoilt = dice.nextInt(requests);
        for (int i = 0; i < requests; i++) {
            all.append(i == spoilt && dice.nextInt(8) > 0 ? spoilt(i) : request(i, new ArrayList<>()));
        }
        return dice.nextInt(8) == 0 ? spoiltAnywhere(all) : all.toString();
    }

    private String spoilt(int index) {
        List<String> extra = new ArrayList<>();
        for (int i = dice.nextInt(3); i > 0; i--) {
            extra.add(field() + "\r\n");
        }
        StringBuilder request = new StringBuilder(request(index, extra));
        for (int i = dice.nextInt(3); i > 0; i--) {
            spoilHead(request);
        }
        return request.toString();
    }

    private String request(int index, List<String> extra) {
        String body = dice.nextBoolean()
                ? "GET /smuggled-" + number + " HTTP/1.1\r\nHost: a\r\n\r\n"
                : "x".repeat(dice.nextInt(40));
        boolean chunked = dice.nextBoolean();
        boolean empty = dice.nextInt(4) == 0;
        String framing = empty ? "" : chunked ? "Transfer-Encoding: chunked\r\n" : length("Content-Length", body);
        List<String> lines = new ArrayList<>(extra);
        lines.add("Host: a\r\n");
        lines.add(framing);
        lines.add("X-Case: " + number + "\r\n");
        StringBuilder head = new StringBuilder(empty ? "GET" : "POST")
                .append(" /c")
                .append(number)
                .append('-')
                .append(index)
                .append(dice.nextInt(12) == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        while (!lines.isEmpty()) {
            head.append(lines.remove(dice.nextInt(lines.size())));
        }
        return head + "\r\n" + (empty ? "" : chunked ? chunks(body, !extra.isEmpty()) : body);
    }

    private String chunks(String body, boolean spoil) {
        StringBuilder chunks = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int size = 1 + dice.nextInt(body.length() - at);
            String line = spoil && dice.nextInt(4) == 0 ? one(SIZES).formatted(size) : Integer.toHexString(size);
            chunks.append(line).append(end(spoil)).append(body, at, at + size).append(end(spoil));
            at += size;
        }
        chunks.append(spoil && dice.nextInt(4) == 0 ? one(SIZES).formatted(0) : "0")
                .append(end(spoil));
        return chunks + (dice.nextInt(4) == 0 ? one(TRAILERS) : "") + "\r\n";
    }

    private String end(boolean spoil) {
        return spoil && dice.nextInt(10) == 0 ? one(ENDS) : "\r\n";
    }

    private String field() {
        return switch (dice.nextInt(3)) {
            case 0 -> one(LENGTH_NAMES) + ":" + (dice.nextBoolean() ? " " : "") + lengthValue();
            case 1 -> one(CODING_NAMES) + ": " + one(CODINGS);
            default -> one(OTHERS);
        };
    }

    private String lengthValue() {
        int value = dice.nextInt(50);
        String[] forms = {
            "%d",
            "0%d",
            "+%d",
            "-%d",
            "%d, %d",
            "0x%x",
            "%d ",
            "\t%d",
            "%d;a",
            "\"%d\"",
            "%d\u000b",
            "%d\0",
            "",
            "%d.0",
            "1e1",
            "%d %d",
            "%d\r\n %d",
            "\u00a0%d",
            "%d,",
            "18446744073709551%d"
        };
        return one(forms).formatted(value, value);
    }

    private static String length(String name, String body) {
        return name + ": " + body.length() + "\r\n";
    }

    private void spoilHead(StringBuilder request) {
        int head = Math.max(1, request.indexOf("\r\n\r\n"));
        int at = dice.nextInt(head);
        int end = request.indexOf("\r\n", at);
        switch (dice.nextInt(5)) {
            case 0 -> request.insert(at, ODD.charAt(dice.nextInt(ODD.length())));
            case 1 -> request.setCharAt(at, ODD.charAt(dice.nextInt(ODD.length())));
            case 2 -> request.deleteCharAt(at);
            case 3 -> {
                if (end >= 0) {
                    request.replace(end, end + 2, one(ENDS));
                }
            }
            default -> {
                int start = request.lastIndexOf("\r\n", at);
                if (start >= 0 && end > start) {
                    // The line once more.
                    request.insert(end, request.substring(start, end));
                }
            }
        }
    }

    private String spoiltAnywhere(StringBuilder all) {
        int from = dice.nextInt(all.length());
        int to = from + dice.nextInt(Math.min(30, all.length() - from));
        switch (dice.nextInt(3)) {
            case 0 -> all.delete(from, to);
            case 1 -> all.insert(from, all.substring(from, to));
            default -> all.setLength(Math.max(1, from));
        }
        return all.toString();
    }

    private String one(String[] of) {
        return of[dice.nextInt(of.length)];
    }
}
