package io.quorate.probe.wire;

/** A piece of what an endpoint sent, fit to be logged and shown: short, printable ASCII only. */
public final class Excerpt {
    static final int MOST = 80;
    private static final String CUT = "...";

    private Excerpt() {}

    /** At most {@link #MOST} characters of the text, each that is not printable ASCII put as a dot. */
    public static String of(CharSequence text) {
        boolean fits = text.length() <= MOST;
        int kept = fits ? text.length() : MOST - CUT.length();
        StringBuilder excerpt = new StringBuilder(kept);
        for (int i = 0; i < kept; i++) {
            char c = text.charAt(i);
            excerpt.append(c >= ' ' && c <= '~' ? c : '.');
        }
        return fits ? excerpt.toString() : excerpt.append(CUT).toString();
    }

    /** The same between quotation marks. */
    public static String quoted(CharSequence text) {
        return '"' + of(text) + '"';
    }
}
