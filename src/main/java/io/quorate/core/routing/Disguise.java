package io.quorate.core.routing;

import java.util.regex.Pattern;

/**
 * Finds what is harmless as it stands, but not to an endpoint that undoes escapes once more than it should: dot segments
 * and NUL behind escaped slashes, escapes of escapes ({@code %252e}), overlong UTF-8 ({@code %C0%AE}), or with a
 * parameter, which servlet containers cut off before they look ({@code ..;x}).
 */
final class Disguise {
    private static final Pattern DOTS = Pattern.compile("(?:^|[/\\\\])\\.{1,2}(?:$|[/\\\\;?#])");

    private Disguise() {}

    /** Whether a segment that is neither {@code .} nor {@code ..} could be read as holding one, or a NUL. */
    static boolean hidesDotsOrNul(String segment) {
        if (!segment.contains("%") && !segment.contains(";")) {
            return false;
        }
        String flat = flattened(segment);
        return flat.indexOf('\0') >= 0 || DOTS.matcher(flat).find();
    }

    /** All escapes undone, those that appear by undoing included. Each undoing shortens the text: linear time. */
    private static String flattened(String segment) {
        StringBuilder flat = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            flat.append(segment.charAt(i));
            int before;
            do {
                before = flat.length();
                undoEscape(flat);
                undoOverlong(flat);
            } while (flat.length() < before);
        }
        return flat.toString();
    }

    private static void undoEscape(StringBuilder flat) {
        int at = flat.length() - 3;
        if (at < 0 || flat.charAt(at) != '%') {
            return;
        }
        int high = Character.digit(flat.charAt(at + 1), 16);
        int low = Character.digit(flat.charAt(at + 2), 16);
        if (high >= 0 && low >= 0) {
            replaceEnd(flat, at, (high << 4) | low);
        }
    }

    /** A lead byte whose bits are all zero, and the byte after it, say what a shorter sequence would. */
    private static void undoOverlong(StringBuilder flat) {
        int at = flat.length() - 2;
        if (at < 0) {
            return;
        }
        int lead = flat.charAt(at);
        int next = flat.charAt(at + 1);
        if (lead >> 1 == 0xC0 >> 1 && next >> 6 == 0x80 >> 6) {
            replaceEnd(flat, at, ((lead & 1) << 6) | (next & 0x3F));
        } else if (lead == 0xE0 && next >> 1 == 0x80 >> 1) {
            replaceEnd(flat, at, 0xC0 | (next & 1));
        } else if (next == 0x80) {
            shorten(flat, at, lead);
        }
    }

    private static void shorten(StringBuilder flat, int at, int lead) {
        switch (lead) {
            case 0xF0 -> replaceEnd(flat, at, 0xE0);
            case 0xF8 -> replaceEnd(flat, at, 0xF0);
            case 0xFC -> replaceEnd(flat, at, 0xF8);
            default -> {}
        }
    }

    private static void replaceEnd(StringBuilder flat, int from, int value) {
        flat.setLength(from);
        flat.append((char) value);
    }
}
