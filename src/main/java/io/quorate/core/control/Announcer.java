package io.quorate.core.control;

import io.quorate.core.health.Awareness;
import io.quorate.core.model.MemberId;
import io.quorate.core.view.MemberCard;
import io.quorate.core.view.MemberState;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pull;
import io.quorate.core.view.Pulse;
import io.quorate.core.view.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What this member has to say: its changes, its pulse when it is due, its whole report and its questions when asked for. */
final class Announcer {
    private final MemberId self;
    private final Outbox outbox;
    private final Set<MemberId> askers = new TreeSet<>();
    private final Set<MemberId> asked = new TreeSet<>();
    private MemberCard card = new MemberCard("", "", "", "", MemberState.STARTING);
    private long generation;
    private long count;
    private long pulsedAt;
    private long pulsedHash;
    private boolean pulseWanted = true;

    Announcer(MemberId self, long now) {
        this.self = self;
        this.outbox = new Outbox(self);
        this.pulsedAt = now;
    }

    Outbox outbox() {
        return outbox;
    }

    MemberCard card() {
        return card;
    }

    void introduce(MemberCard next) {
        pulseWanted |= !next.equals(card);
        card = next;
    }

    void ofGeneration(long hash) {
        pulseWanted |= generation != hash;
        generation = hash;
    }

    /** The others should know at once how this member stands. */
    void pulseSoon() {
        pulseWanted = true;
    }

    /** Pulses when it is time to, and when the view is another than the others were told. */
    void pulseIfDue(long now, long intervalNanos, long viewHash) {
        if (now - pulsedAt >= intervalNanos || viewHash != pulsedHash) {
            pulseWanted = true;
            pulsedAt = now;
        }
    }

    /** The member asked for all that this one holds. */
    void answer(MemberId member) {
        askers.add(member);
    }

    /** The member is to be asked for all that it holds. */
    void ask(MemberId member) {
        asked.add(member);
    }

    /** How this member stands. */
    Pulse pulse(long viewHash, Awareness awareness) {
        return new Pulse(
                self,
                card,
                count,
                outbox.version(),
                outbox.digest(),
                viewHash,
                generation,
                awareness.score(),
                awareness.abstaining());
    }

    /** All there is to say now, each thing once. */
    Effects.Told told(long viewHash, Awareness awareness) {
        List<Message> all = new ArrayList<>();
        Optional<Report> changes = outbox.changes(count, awareness.abstaining());
        changes.ifPresent(all::add);
        if (pulseWanted) {
            pulseWanted = false;
            pulsedHash = viewHash;
            count++;
            all.add(pulse(viewHash, awareness));
        }
        List<Directed> one = new ArrayList<>();
        askers.forEach(member -> one.add(new Directed(member, outbox.whole(count, awareness.abstaining()))));
        asked.forEach(member -> one.add(new Directed(member, new Pull(self, member))));
        askers.clear();
        asked.clear();
        return new Effects.Told(all, one);
    }
}
