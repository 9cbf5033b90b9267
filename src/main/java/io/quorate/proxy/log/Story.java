package io.quorate.proxy.log;

import io.quorate.proxy.meter.AttemptResult;
import java.util.ArrayList;
import java.util.List;

/** What is remembered of one request until its line is made. It belongs to one event loop. */
public final class Story {
    /** Of all requests while there is no log. */
    static final Story UNTOLD = new Story(false);

    private final boolean told;
    private final List<Note> notes;
    private long answeredNanos;
    private boolean answered;
    private String detail = "";

    private Story(boolean told) {
        this.told = told;
        this.notes = told ? new ArrayList<>(1) : List.of();
    }

    static Story begun() {
        return new Story(true);
    }

    /** An endpoint is tried, for the reason that the metrics have for it; empty for the first. */
    public Note attempted(String endpoint, String why) {
        if (!told) {
            return Note.NONE;
        }
        Note note = new Note(endpoint, why, System.nanoTime());
        notes.add(note);
        return note;
    }

    /** The head of the answer is complete. */
    public void answers() {
        if (told && !answered) {
            answered = true;
            answeredNanos = System.nanoTime();
        }
    }

    /** The answer is our own; what it says. */
    public void answersItself(String why) {
        if (told) {
            detail = why;
        }
    }

    boolean isTold() {
        return told;
    }

    boolean isAnswered() {
        return answered;
    }

    long answeredNanos() {
        return answeredNanos;
    }

    String detail() {
        return detail;
    }

    List<Note> notes() {
        return notes;
    }

    /** Whether how it was tried is worth telling: it took more than one attempt, or the one came to nothing. */
    boolean isEventful() {
        return notes.size() > 1 || (notes.size() == 1 && !notes.get(0).result().equals(AttemptResult.OK.word()));
    }
}
