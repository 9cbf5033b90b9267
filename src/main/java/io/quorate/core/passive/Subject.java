package io.quorate.core.passive;

import io.quorate.core.model.TargetId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.core.model.upstream.Passive;
import io.quorate.core.model.upstream.Upstream;

/**
 * One endpoint of one upstream, whose requests are looked at by one rule.
 *
 * @param key what members call it among themselves; another rule, or another way back, gives another one
 * @param checked whether probes tell when it may return
 */
record Subject(long key, String upstream, EndpointAddress address, Passive rule, boolean checked) {
    private static final int MOST_TIMES = 30;

    static Subject of(Upstream upstream, Endpoint endpoint) {
        Passive rule = upstream.failover().passive();
        boolean checked = !upstream.check().isNone();
        String text = Fingerprint.join("passive", upstream.name(), checked, rule.canonicalText());
        long key = new TargetId(endpoint.address(), Fingerprint.of(text)).key();
        return new Subject(key, upstream.name(), endpoint.address(), rule, checked);
    }

    /** How long an ejection of that level lasts: the first is as configured, each further one in close succession longer. */
    long ejectNanos(int level) {
        return rule.eject().toNanos() * Math.min(level, MOST_TIMES);
    }
}
