package io.quorate.core.model.upstream;

import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.text.Spans;
import java.time.Duration;

/**
 * What is done about endpoints that fail, return, or are too few.
 *
 * @param slowStart how long the share of an endpoint that has returned grows; zero: it has its whole share at once
 * @param ownZone whether a member uses the endpoints of its own zone as long as enough of them are healthy
 */
public record Failover(Passive passive, Panic panic, Duration slowStart, boolean ownZone) {
    public static final Failover DEFAULT = new Failover(Passive.DEFAULT, Panic.DEFAULT, Duration.ZERO, false);

    /** Only verdicts count. */
    public static final Failover NONE = new Failover(Passive.NONE, Panic.NEVER, Duration.ZERO, false);

    public Failover {
        Spans.noneOrAtLeastOneMilli("slowStart", slowStart);
    }

    /** Everything that makes it, in one order. */
    public String canonicalText() {
        return Fingerprint.join(passive.canonicalText(), panic.threshold(), panic.mode(), slowStart, ownZone);
    }
}
