package io.quorate.cluster.wire;

import java.util.Locale;

/** Why a message was not let in, or not out. */
public enum Drop {
    /** Of a format, a kind or with a flag that this version does not know. */
    UNKNOWN,
    /** Not what a member writes: cut off, with lengths that lie, or with values that cannot be. */
    GARBLED,
    /** Longer than {@link ReportCodec#LONGEST}. */
    OVERSIZED,
    /** Without the seal that the cluster's secret asks for, with a wrong one, or meant for somebody else. */
    FORGED,
    /** With the sequence number of a message that was let in before, or one too old to tell. */
    REPLAYED,
    /** From somebody who is not in the cluster. */
    STRANGER,
    /** Not sent, because too much is on its way already. */
    UNSENT;

    /** The word for it in metrics and the log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
