package io.quorate.proxy;

import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.RequestFraming;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.wire.Body;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.RequestLine;

/** How the head of a request goes over to an endpoint. */
final class Relay {
    private Relay() {}

    static void begin(Visit visit, Call call, String host, Call.Events events) {
        RequestHead head = visit.head();
        visit.client().fields().write(head, visit.fields(), host, visit.id(), call.fields());
        call.begin(
                new RequestLine(head.method(), "http", head.target().toString(), host), body(head.framing()), events);
    }

    private static Body body(RequestFraming framing) {
        if (!framing.hasBody()) {
            return Body.NONE;
        }
        return framing.chunked() ? Body.STREAMED : Body.MEASURED;
    }
}
