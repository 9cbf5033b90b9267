package io.quorate.proxy.exchange;

import io.quorate.core.model.route.UpstreamHost;
import io.quorate.core.routing.RequestTarget;
import io.quorate.proxy.client.Visit;
import io.quorate.proxy.http.RequestFields;
import io.quorate.proxy.http.RequestFraming;
import io.quorate.proxy.http.RequestHead;
import io.quorate.proxy.http.ResponseFields;
import io.quorate.proxy.http.WebSocket;
import io.quorate.proxy.wire.Body;
import io.quorate.proxy.wire.Call;
import io.quorate.proxy.wire.RequestLine;
import io.vertx.core.MultiMap;
import java.util.List;

/** How the head of a request goes over to an endpoint. */
final class Relay {
    private Relay() {}

    /**
     * Begins a call.
     *
     * @param target what is asked for, rewritten if it has to be
     * @param host what the endpoint sees as {@code Host}
     */
    static void begin(Visit visit, Call call, RequestTarget target, String host, Exchange exchange) {
        boolean switching = exchange.mayLeaveHttp();
        RequestHead head = visit.head();
        RequestFields fields = visit.client().fields();
        fields.write(head, visit.fields(), host, visit.id(), call.fields());
        visit.ruleRequest(call.fields());
        if (switching) {
            call.fields().set("connection", "Upgrade").set("upgrade", WebSocket.NAME);
            call.askToSwitch();
        }
        call.begin(new RequestLine(head.method(), target.toString(), host), body(head.framing()), exchange);
    }

    /** What an endpoint sees as {@code Host}. */
    static String host(Visit visit, UpstreamHost host, String address) {
        String preserved = visit.head().authority().text();
        return switch (host.mode()) {
            case PRESERVE -> preserved.isEmpty() ? address : preserved;
            case ENDPOINT -> address;
            case LITERAL -> host.literal();
        };
    }

    /** Makes the head of an answer that leaves HTTP; false if the endpoint's is not one that can be passed on. */
    static boolean switches(Visit visit, MultiMap fields) {
        MultiMap head = visit.response().headers();
        try {
            ResponseFields.copyHead(fields, head, false);
        } catch (IllegalArgumentException unspeakable) {
            return false;
        }
        visit.ruleResponse();
        head.set("connection", "Upgrade").set("upgrade", WebSocket.NAME);
        List<String> agreed = fields.getAll("upgrade");
        return agreed.size() == 1 && WebSocket.NAME.equalsIgnoreCase(agreed.get(0));
    }

    private static Body body(RequestFraming framing) {
        if (!framing.hasBody()) {
            return Body.NONE;
        }
        return framing.chunked() ? Body.STREAMED : Body.MEASURED;
    }
}
