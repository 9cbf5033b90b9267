package io.quorate.proxy;

import io.quorate.core.routing.RequestTarget;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.RequestFields;
import io.quorate.proxy.http.RequestFraming;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.wire.Body;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.RequestLine;

/** How the head of a request goes over to an endpoint. */
final class Relay {
    private Relay() {}

    /**
     * Begins a call.
     *
     * @param target what is asked for, rewritten if it has to be
     * @param host what the endpoint sees as {@code Host}
     */
    static void begin(Visit visit, Call call, RequestTarget target, String host, Call.Events events) {
        RequestHead head = visit.head();
        RequestFields fields = visit.client().fields();
        fields.write(head, visit.fields(), host, visit.id(), call.fields());
        visit.ruleRequest(call.fields());
        call.begin(new RequestLine(head.method(), target.toString(), host), body(head.framing()), events);
    }

    private static Body body(RequestFraming framing) {
        if (!framing.hasBody()) {
            return Body.NONE;
        }
        return framing.chunked() ? Body.STREAMED : Body.MEASURED;
    }
}
