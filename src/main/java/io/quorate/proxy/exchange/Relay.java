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

    /** Begins a call, which may ask to leave HTTP. */
    static void begin(Visit visit, Call call, RequestLine line, boolean switching, Call.Events to) {
        RequestHead head = visit.head();
        RequestFields fields = visit.client().fields();
        fields.write(head, visit.fields(), line.host(), visit.id(), call.fields());
        visit.ruleRequest(call.fields());
        if (switching) {
            call.fields().set("connection", "Upgrade").set("upgrade", WebSocket.NAME);
            call.askToSwitch();
        }
        call.begin(line, body(head.framing()), to);
    }

    /**
     * What an endpoint is asked for.
     *
     * @param target rewritten if it has to be
     * @param address the endpoint's
     */
    static RequestLine line(Visit visit, RequestTarget target, UpstreamHost host, String address) {
        return new RequestLine(visit.head().method(), target.toString(), host(visit, host, address));
    }

    private static String host(Visit visit, UpstreamHost host, String address) {
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
