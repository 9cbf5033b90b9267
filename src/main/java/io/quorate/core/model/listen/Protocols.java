package io.quorate.core.model.listen;

/**
 * What a listener speaks besides HTTP/1.1.
 *
 * @param http2 HTTP/2 by ALPN, with TLS
 * @param h2c HTTP/2 on clear text, by prior knowledge
 * @param proxyHeader connections begin with a PROXY protocol header
 */
public record Protocols(boolean http2, boolean h2c, boolean proxyHeader) {
    public static final Protocols DEFAULT = new Protocols(true, false, false);
}
