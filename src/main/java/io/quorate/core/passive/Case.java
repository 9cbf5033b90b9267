package io.quorate.core.passive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is held of one {@link Subject}: this member's word, and whether all members leave it out. Times are nanoseconds of
 * one monotonic clock.
 *
 * <p>Whoever finds that its requests fail asks the others first. They answer by what they have seen since, and a moment
 * later the word is a vote. The ejection lasts as long as those who brought it about hold to it: each counts the time
 * from when it said so itself. So nobody's clock is compared with another's, and who joins in the middle holds the same
 * as the others by what they say.
 */
final class Case {
    /** How long the others have to answer. */
    static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** How long the first in rank has a trial request to itself. */
    static final long RANK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Subject subject;
    private final Traffic traffic;
    private Word word = Word.NONE;
    private Ballot ballot = Ballot.of(List.of());
    private long saidAt;
    private int answeredLevel;
    private Traffic.Sum atQuestion = Traffic.Sum.NONE;
    private String question = "";
    private boolean askedByOthers;
    private boolean avoided;
    private boolean down;
    private int saidLevel;
    private boolean out;
    private long outSince;
    private int lastLevel;
    private long lastEnded;
    private long trial;

    Case(Subject subject, long now) {
        this.subject = subject;
        this.traffic = new Traffic(subject.rule().window(), now);
    }

    Subject subject() {
        return subject;
    }

    Traffic traffic() {
        return traffic;
    }

    Word word() {
        return word;
    }

    Ballot ballot() {
        return ballot;
    }

    /** How many times in close succession it is left out, or was when it was so last. */
    int level() {
        return lastLevel;
    }

    /** Whether all members leave it out. */
    boolean isOut() {
        return out;
    }

    /** Whether this member's requests fail. */
    boolean isFailing() {
        return word.accuses();
    }

    /** Whether this member leaves it out by itself. */
    boolean isAvoided() {
        return avoided;
    }

    /** This member leaves it out by itself from now on, or no longer; whether that is news. */
    boolean avoid(boolean isAvoided) {
        boolean news = avoided != isAvoided;
        avoided = isAvoided;
        return news;
    }

    /** The number of the trial request that may be sent to it; 0 if none may. */
    long trial() {
        return trial;
    }

    /** Whether anything may follow from the passing of time. */
    boolean isOpen() {
        return word.stance() != Stance.SILENT || ballot.level() > 0;
    }

    /** This member's requests fail. */
    void accuse(String reason, boolean alone, long now) {
        if (!out && !down && !word.accuses()) {
            int level = Math.max(ballot.level(), levelAt(now) + 1);
            say(new Word(alone ? Stance.FAILS : Stance.ASKS, level, reason), now);
        }
    }

    /**
     * Probes have found it down, or up: what requests to it were before is over, and as long as it is down, they say nothing
     * that is not known.
     */
    void turned(boolean isDown) {
        down = isDown;
        word = Word.NONE;
        traffic.forget();
    }

    /** What all members say, this one included; it may follow that this one says something else. */
    void hear(Collection<Word> others, long now) {
        ballot = with(others);
        if (ballot.tried() && word.accuses()) {
            word = Word.NONE;
        } else if (word.accuses() && ballot.level() > word.level()) {
            say(new Word(word.stance(), ballot.level(), word.reason()), now);
        } else if (!word.accuses() && others.stream().noneMatch(Word::accuses)) {
            word = Word.NONE;
        }
        ballot = with(others);
        askedByOthers = others.stream().anyMatch(word -> word.accuses() && word.level() == ballot.level());
        if (askedByOthers && answeredLevel != ballot.level()) {
            answeredLevel = ballot.level();
            atQuestion = traffic.total();
            question = others.stream()
                    .filter(Word::accuses)
                    .map(Word::reason)
                    .findFirst()
                    .orElse("");
        }
    }

    /** It is out from now on, or no longer; whether that, or how many times in close succession, is news. */
    boolean out(boolean isOut, long now) {
        boolean begins = isOut && (!out || ballot.level() > lastLevel);
        boolean ends = out && !isOut;
        if (begins) {
            outSince = now;
            lastLevel = ballot.level();
            traffic.forget();
        } else if (ends) {
            lastEnded = now;
        }
        trial = begins || ends ? 0 : trial;
        out = isOut;
        return begins || ends;
    }

    /** To be called often while it is open. */
    void tick(boolean alone, long now) {
        if (word.stance() == Stance.ASKS && (alone || now - saidAt >= ASK_NANOS)) {
            word = new Word(Stance.FAILS, word.level(), word.reason());
        }
        boolean over = word.stance() == Stance.FAILS && now - saidAt >= subject.ejectNanos(word.level());
        boolean waitsForTrial = out && !subject.checked();
        if (over && !waitsForTrial) {
            if (!out) {
                lastLevel = word.level();
                lastEnded = now;
            }
            word = Word.NONE;
        }
        // Who has said at that level that its own requests fail has sent none since, and knows nothing new.
        if (askedByOthers && !out && !down && !word.accuses() && saidLevel < ballot.level()) {
            answer(now);
        }
        if (!askedByOthers) {
            answeredLevel = 0;
            saidLevel = word.accuses() ? word.level() : 0;
        }
    }

    /** One trial request may be sent, under that number, if it is time for a member of that rank, from 0. */
    boolean opensTrial(int rank, long number, long now) {
        boolean due = now - outSince >= subject.ejectNanos(lastLevel) + rank * RANK_NANOS;
        if (!out || subject.checked() || trial != 0 || rank < 0 || !due) {
            return false;
        }
        trial = number;
        return true;
    }

    /** The trial request of that number has come to an end. */
    void tried(long number, TrialEnd end, String reason, long now) {
        if (trial != number) {
            return;
        }
        trial = 0;
        if (end == TrialEnd.PASSED) {
            word = new Word(Stance.TRIED, ballot.level(), reason);
        } else if (end == TrialEnd.FAILED) {
            say(new Word(Stance.FAILS, ballot.level() + 1, reason), now);
        }
    }

    private void say(Word next, long now) {
        word = next;
        saidLevel = next.level();
        saidAt = now;
    }

    /** By what was seen since the question: how it was before says nothing. */
    private void answer(long now) {
        Traffic.Sum since = traffic.total().since(atQuestion);
        if (since.failed() > since.answered()) {
            say(new Word(Stance.FAILS, ballot.level(), question), now);
        } else if (since.answered() > 0) {
            word = new Word(Stance.WORKS, ballot.level(), "");
        }
    }

    /** Each span of an ejection that it has been in since takes one away. */
    private int levelAt(long now) {
        long spans = lastLevel == 0 ? 0 : (now - lastEnded) / subject.ejectNanos(1);
        return (int) Math.max(0, lastLevel - spans);
    }

    private Ballot with(Collection<Word> others) {
        List<Word> all = new ArrayList<>(others);
        all.add(word);
        return Ballot.of(all);
    }
}
