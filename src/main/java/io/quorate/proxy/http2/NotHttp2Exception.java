package io.quorate.proxy.http2;

import java.io.IOException;

/** An endpoint that was asked for HTTP/2 speaks something else. */
final class NotHttp2Exception extends IOException {
    private static final long serialVersionUID = 1L;

    NotHttp2Exception(String spoken) {
        super("the endpoint does not speak HTTP/2: " + spoken);
    }
}
