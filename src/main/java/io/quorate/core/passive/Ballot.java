package io.quorate.core.passive;

import java.util.Collection;

/**
 * All members' words on one endpoint, counted. Only those of the highest level count: what was said of an earlier
 * ejection says nothing of this one. It is a pure function, so that members that hold the same words leave out the same.
 *
 * @param level the highest; 0 if nobody says anything
 * @param tried whether a trial request was answered well after it
 */
record Ballot(int level, int failing, int working, boolean tried) {
    static Ballot of(Collection<Word> words) {
        int level = words.stream().mapToInt(Word::level).max().orElse(0);
        int failing = 0;
        int working = 0;
        boolean tried = false;
        for (Word word : words) {
            if (word.level() == level) {
                failing += word.stance() == Stance.FAILS ? 1 : 0;
                working += word.stance() == Stance.WORKS ? 1 : 0;
                tried |= word.stance() == Stance.TRIED;
            }
        }
        return new Ballot(level, failing, working, tried);
    }

    /** A tie leaves it in: whoever's requests fail avoids it by itself. */
    boolean ejects() {
        return failing > working && !tried;
    }
}
