package io.quorate.core.model.text;

import java.util.regex.Pattern;

/** What a listener, route or upstream may be called: it becomes a metric label and a part of log lines. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");

    private Names() {}

    /**
     * Refuses a name that is none.
     *
     * @param what is named, for the message
     * @throws IllegalArgumentException if it is refused
     */
    public static void check(String what, String name) {
        Expect.that(NAME.matcher(name).matches(), what + " name", name, "letters, digits, . _ -, at most 128");
    }
}
