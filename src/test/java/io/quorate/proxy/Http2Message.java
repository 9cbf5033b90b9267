package io.quorate.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What was seen of one stream: a request as an endpoint sees it, or an answer as a client does.
 *
 * @param interim statuses before the last head
 * @param text the body, a character for each byte
 * @param whole whether the stream was ended by its sender
 * @param reset the error code that it was reset with; -1 if it was not
 */
record Http2Message(
        Map<String, List<String>> head,
        List<Integer> interim,
        String text,
        Map<String, List<String>> trailers,
        boolean whole,
        long reset) {
    /** 0 if there was none. */
    int status() {
        String status = field(":status");
        return status.isEmpty() ? 0 : Integer.parseInt(status);
    }

    /** The field's values, joined; empty if it has none. */
    String field(String name) {
        return String.join(", ", head.getOrDefault(name, List.of()));
    }

    String trailer(String name) {
        return String.join(", ", trailers.getOrDefault(name, List.of()));
    }

    byte[] body() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean isReset() {
        return reset >= 0;
    }
}
