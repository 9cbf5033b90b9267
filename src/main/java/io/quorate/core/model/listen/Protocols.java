package io.quorate.core.model.listen;

import io.quorate.core.model.text.Expect;

/**
 * What a listener speaks besides HTTP/1.1.
 *
 * @param http2 HTTP/2 by ALPN, with TLS
 * @param h2c HTTP/2 on clear text, by prior knowledge; not without HTTP/2
 * @param proxyHeader connections begin with a PROXY protocol header
 */
public record Protocols(boolean http2, boolean h2c, boolean proxyHeader) {
    public static final Protocols DEFAULT = new Protocols(true, false, false);

    public Protocols {
        Expect.that(http2 || !h2c, "h2c", h2c, "false where http2 is false");
    }
}
