package io.quorate.proxy;

import io.quorate.core.model.transport.Protocol;

/** The same to an endpoint of HTTP/2. */
class HostileHttp2ToHttp2Test extends HostileHttp2Table {
    @Override
    Protocol toEndpoints() {
        return Protocol.HTTP2;
    }
}
