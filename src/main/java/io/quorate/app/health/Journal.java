package io.quorate.app.health;

import io.quorate.core.control.Effects;
import io.quorate.core.control.status.MemberChange;
import io.quorate.core.control.status.Panicked;
import io.quorate.core.control.status.Transition;
import io.quorate.core.passive.Ejected;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the metrics what happened, a line for each. */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final HealthMetrics metrics;

    Journal(HealthMetrics metrics) {
        this.metrics = metrics;
    }

    void tell(Effects.Happened happened) {
        happened.transitions().forEach(this::tell);
        happened.ejections().forEach(this::tell);
        happened.panics().forEach(Journal::tell);
        happened.members().forEach(Journal::tell);
    }

    private void tell(Transition transition) {
        metrics.count(transition);
        LOG.info(
                "event=verdict upstreams={} address={} from={} to={} reason=\"{}\"",
                String.join(",", transition.upstreams()),
                transition.address(),
                transition.from().word(),
                transition.to().word(),
                quotable(transition.reason()));
    }

    private void tell(Ejected ejected) {
        metrics.count(ejected);
        LOG.info(
                "event={} upstream={} address={} level={} reason=\"{}\"",
                ejected.out() ? "ejection" : "readmission",
                ejected.upstream(),
                ejected.address(),
                ejected.level(),
                quotable(ejected.reason()));
    }

    private static void tell(Panicked panicked) {
        LOG.warn("event=panic upstream={} on={}", panicked.upstream(), panicked.on());
    }

    private static void tell(MemberChange change) {
        LOG.info(
                "event=member member={} name={} from={} to={}",
                change.member(),
                change.name(),
                change.from(),
                change.to());
    }

    /** What may stand between quotes. */
    static String quotable(String reason) {
        return reason.replace('"', '\'');
    }
}
