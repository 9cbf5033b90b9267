package io.quorate.app.health;

import io.quorate.core.control.Effects;
import io.quorate.core.control.status.MemberChange;
import io.quorate.core.control.status.MemberStatus;
import io.quorate.core.control.status.Panicked;
import io.quorate.core.control.status.Remaining;
import io.quorate.core.control.status.Transition;
import io.quorate.core.health.Abstention;
import io.quorate.core.model.text.Spans;
import io.quorate.core.passive.Ejected;
import io.quorate.core.view.VerdictState;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the log and the metrics what happened, a line for each. */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final HealthMetrics metrics;

    Journal(HealthMetrics metrics) {
        this.metrics = metrics;
    }

    void tell(Effects.Happened happened) {
        happened.abstentions().forEach(Journal::tell);
        happened.transitions().forEach(this::tell);
        happened.ejections().forEach(this::tell);
        happened.panics().forEach(Journal::tell);
        happened.members().forEach(Journal::tell);
    }

    private void tell(Transition transition) {
        metrics.count(transition);
        LOG.atLevel(level(transition))
                .log(
                        "event=verdict upstreams={} address={} from={} to={} left=\"{}\" reason=\"{}\"",
                        String.join(",", transition.upstreams()),
                        transition.address(),
                        transition.from().word(),
                        transition.to().word(),
                        left(transition.remaining()),
                        quotable(transition.reason()));
    }

    private static Level level(Transition transition) {
        if (transition.to() != VerdictState.DOWN) {
            return Level.INFO;
        }
        return transition.remaining().stream().anyMatch(Remaining::isNothing) ? Level.ERROR : Level.WARN;
    }

    private static String left(List<Remaining> remaining) {
        return remaining.stream()
                .map(each -> each.upstream() + " " + each.healthy() + "/" + each.total())
                .collect(Collectors.joining(", "));
    }

    private void tell(Ejected ejected) {
        metrics.count(ejected);
        LOG.atLevel(ejected.out() ? Level.WARN : Level.INFO)
                .log(
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

    private static void tell(Abstention abstention) {
        String lasted = Spans.text(abstention.lasted());
        if (abstention.on()) {
            LOG.warn("event=paused lasted={} abstaining=true", lasted);
        } else {
            LOG.info("event=votes_again abstained={}", lasted);
        }
    }

    private static void tell(MemberChange change) {
        LOG.atLevel(change.to().equals(MemberStatus.LOST) ? Level.WARN : Level.INFO)
                .log(
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
