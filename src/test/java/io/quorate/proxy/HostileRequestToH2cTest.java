package io.quorate.proxy;

import io.quorate.core.model.listen.Protocols;

/** The same in HTTP/1.1 where a listener takes HTTP/2 on clear text too, and looks at the first bytes before it decides. */
class HostileRequestToH2cTest extends HostileRequestTest {
    @Override
    Protocols protocols() {
        return new Protocols(true, true, false);
    }
}
