package io.quorate.core.passive;

import io.quorate.core.model.MemberId;
import java.util.List;

/**
 * What requests say of one endpoint, for people to read.
 *
 * @param ejected whether all members leave it out because of that
 * @param avoided whether this member does so by itself
 * @param level how many times in close succession; 0 if nobody says anything
 * @param words of all members that say something, by id
 */
public record Evidence(boolean ejected, boolean avoided, int level, List<Said> words) {
    public static final Evidence NONE = new Evidence(false, false, 0, List.of());

    public Evidence {
        words = List.copyOf(words);
    }

    /**
     * What one member says.
     *
     * @param stance {@code asks}, {@code fails}, {@code works} or {@code tried}
     */
    public record Said(MemberId member, String stance, String reason) {}
}
