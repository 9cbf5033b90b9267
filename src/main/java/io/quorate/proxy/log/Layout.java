package io.quorate.proxy.log;

/** What lines look like. One belongs to one thread. */
interface Layout {
    /** How much of a text is shown, in characters. */
    int MOST = 256;

    int MOST_OF_PATH = 1_024;
    int MOST_OF_METHOD = 32;

    /**
     * Writes one line, without its end.
     *
     * @param startedMillis since 1970
     * @param nanos how long it took
     */
    void write(Entry entry, long startedMillis, long nanos, LineBuffer to);
}
