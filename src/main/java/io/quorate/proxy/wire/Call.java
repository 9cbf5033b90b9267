package io.quorate.proxy.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * One request to an endpoint and its response, over a connection, or a stream of one, that is this call's alone until it is
 * over. Confined to one event loop.
 */
public interface Call {
    /** Where the fields of the request are to be written, before {@link #begin}. */
    MultiMap fields();

    /**
     * Begins the request. The head is not sent yet: it goes with the first of what follows.
     *
     * @param events told of all that comes, on the event loop; nothing after {@link #release}
     */
    void begin(RequestLine line, Body body, Events events);

    /** The request asks to leave HTTP; only on lines that are {@link Lines#switchable}. Before {@link #begin}. */
    void askToSwitch();

    /** Sends the head now, and the body later. */
    void flushHead();

    void write(Buffer data);

    /** Whether the endpoint takes less than it is given; {@link Events#drained} follows. */
    boolean isFull();

    /** The request is complete. */
    void end(HttpHeaders trailers);

    /** No more of the response is read until {@link #resume}. */
    void pause();

    void resume();

    /**
     * It is over, whole or not; the connection or stream is used again, or freed, as fits.
     *
     * @param whole whether request and response both came to their ends
     */
    void release(boolean whole);

    /** What comes from the endpoint, in this order. */
    interface Events {
        /** 100: the endpoint waits for the body. */
        void continues();

        /** 103. */
        void hints(MultiMap fields);

        void responds(int status, MultiMap fields);

        /** 101, for a call that asked for it; nothing follows. */
        void switches(MultiMap fields, Switched connection);

        void data(Buffer data);

        void ended(MultiMap trailers);

        /** It takes more again. */
        void drained();

        void broken(Broken how);
    }

    /** Why a call can come to no whole end. */
    enum Broken {
        /** The connection or the stream ended before its time. */
        RESET,
        /** What came is no valid HTTP, or nothing that can be relayed. */
        INVALID,
        /** The endpoint says that it has done nothing with the request. */
        REFUSED,
        /**
         * The connection had been kept, and ended before a byte of the response came: most likely the endpoint was closing
         * it when the request was sent.
         */
        STALE
    }
}
