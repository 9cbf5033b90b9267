package io.quorate.proxy.client;

import io.quorate.core.model.listen.Listener;
import io.quorate.core.view.View;
import io.quorate.proxy.log.Note;
import io.quorate.proxy.log.Story;
import io.quorate.proxy.meter.RouteMeter;
import io.vertx.core.MultiMap;

/** What a visit comes to, as the metrics, the access log and the fields of the answer tell it. */
final class Bill {
    private final Desk desk;
    private final Story story;
    private final long startedNanos;
    private RouteMeter meter;
    private long viewHash;
    private String endpoint = "";
    private int attempts;
    private boolean over;

    /** Of a visit that just begins. */
    Bill(Desk desk, long viewHash) {
        this.desk = desk;
        this.story = desk.scribe().story();
        this.meter = desk.unrouted();
        this.viewHash = viewHash;
        this.startedNanos = System.nanoTime();
    }

    Story story() {
        return story;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Whose answer it is, or who was tried last; empty if nobody was. */
    String endpoint() {
        return endpoint;
    }

    boolean isOver() {
        return over;
    }

    void routed(RouteMeter routeMeter, long hash) {
        meter = routeMeter;
        viewHash = hash;
    }

    Note attempted(String address, String why) {
        endpoint = address;
        attempts++;
        return story.attempted(address, why);
    }

    void answeredBy(String address) {
        endpoint = address;
    }

    /** The answer begins: says in it what there is to say by now. */
    void answers(Listener listener, MultiMap fields) {
        story.answers();
        if (listener.reportView()) {
            fields.set("x-quorate-view", View.hashText(viewHash));
            fields.set("x-quorate-attempts", String.valueOf(attempts));
            if (!endpoint.isEmpty()) {
                fields.set("x-quorate-endpoint", endpoint);
            }
        }
    }

    /**
     * It is over.
     *
     * @param cut as in {@link io.quorate.proxy.log.Entry.Answer}
     * @return whether the access log is to be told
     */
    boolean over(int status, String cut) {
        over = true;
        meter.answered(status, System.nanoTime() - startedNanos);
        return desk.scribe().wants(story, status, cut);
    }
}
