package io.quorate.proxy.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.route.Route;
import io.quorate.proxy.http.Peer;
import io.quorate.proxy.log.Entry;
import io.quorate.proxy.log.Scribe;
import io.quorate.proxy.log.Story;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * What the access log is told of a visit. Nothing that is a secret by its nature: no query, no user of a target or a host, and of the
 * fields the host and the user agent only.
 */
final class Account {
    private static final String HTTP_1_1 = "HTTP/1.1";
    /** What the decoder puts in the place of a request line that it could not read. */
    private static final String UNREAD = "/bad-request";

    private Account() {}

    /**
     * Of one that is over.
     *
     * @param cut as in {@link Entry.Answer}
     * @param in bytes of the request's body
     * @param out bytes of the answer's body, but for what an answer without one only seems to have
     */
    static Entry of(Visit visit, int status, String cut, long in, long out) {
        long written = visit.request().method().equals(HttpMethod.HEAD) ? 0 : out;
        String route = visit.route().map(Route::name).orElse("");
        String upstream = visit.route().map(Route::upstream).orElse("");
        Entry.Answer answer = new Entry.Answer(
                status, in, written, route, upstream, visit.bill().endpoint(), cut);
        return new Entry(
                request(visit), answer, visit.bill().story(), visit.bill().startedNanos());
    }

    /** Tells of a request whose head never came to its end, and what it was answered. */
    static void ofUnread(ClientConnection client, String id, Answer answer, long out) {
        Scribe scribe = client.desk().scribe();
        Story story = scribe.story();
        story.answersItself(answer.detail());
        if (scribe.wants(story, answer.status(), "")) {
            Listener listener = client.listener();
            Peer peer = client.fields().peer();
            long began = System.nanoTime() - listener.timeouts().head().toNanos();
            Entry.Request request =
                    new Entry.Request(id, listener.name(), peer.address(), "", peer.scheme(), HTTP_1_1, "", "", "");
            scribe.tell(new Entry(request, new Entry.Answer(answer.status(), 0, out, "", "", "", ""), story, began));
        }
    }

    private static Entry.Request request(Visit visit) {
        HttpServerRequest request = visit.request();
        Peer peer = visit.client().fields().peer();
        String target = request.uri() == null ? "" : request.uri();
        boolean unread = request.decoderResult().isFailure() && target.equals(UNREAD);
        return new Entry.Request(
                visit.id(),
                visit.listener().name(),
                peer.clientIp(visit.fields()),
                unread ? "" : request.method().name(),
                peer.clientScheme(visit.fields()),
                protocol(request.version()),
                visit.isChecked()
                        ? visit.head().authority().text()
                        : withoutUser(visit.fields().get(HttpHeaderNames.HOST, "")),
                visit.isChecked() ? visit.head().target().path() : unread ? "" : pathIn(target),
                visit.fields().get(HttpHeaderNames.USER_AGENT, ""));
    }

    private static String protocol(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> HTTP_1_1;
            case HTTP_2 -> "HTTP/2";
        };
    }

    /** The path of a target that may be refused: whatever else it is, neither query nor user. */
    private static String pathIn(String target) {
        int end = 0;
        while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
            end++;
        }
        String path = target.substring(0, end);
        return path.startsWith("/") ? path : withoutUser(path);
    }

    private static String withoutUser(String authority) {
        return authority.substring(authority.lastIndexOf('@') + 1);
    }
}
