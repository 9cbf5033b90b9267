package io.quorate.proxy.log;

/**
 * All that a line says of one request. Where a text is empty there is nothing to say.
 *
 * @param startedNanos when its head had been read, or, if it never was, had begun to come
 */
public record Entry(Request request, Answer answer, Story story, long startedNanos) {
    /**
     * What was asked, and by whom.
     *
     * @param client its address, as we believe it
     * @param host as it was sent
     * @param path without the query, which may hold secrets
     */
    public record Request(
            String id,
            String listener,
            String client,
            String method,
            String scheme,
            String protocol,
            String host,
            String path,
            String userAgent) {}

    /**
     * What came of it.
     *
     * @param bytesIn of the body of the request
     * @param bytesOut of the body of the answer
     * @param endpoint whose answer it is, or which was tried last
     * @param cut why the answer, or the wait for it, ended before its end; empty if it did not
     */
    public record Answer(
            int status, long bytesIn, long bytesOut, String route, String upstream, String endpoint, String cut) {}
}
