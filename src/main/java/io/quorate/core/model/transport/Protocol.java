package io.quorate.core.model.transport;

import java.util.Locale;

/** What is spoken to endpoints. */
public enum Protocol {
    HTTP1,
    HTTP2,
    /** What the endpoint chooses by ALPN; HTTP/1.1 on clear text. */
    AUTO;

    /** The word for it in the config. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
