package io.quorate.proxy;

import java.io.IOException;

/** An endpoint of a test's own. */
interface TestEndpoint extends AutoCloseable {
    int port();

    /** Answers every request with 200 from now on, whatever it did before. */
    void recover();

    /** How many connections it has for which the proxy has a timeout armed though nothing goes on. */
    int timedConnections();

    @Override
    void close() throws IOException;
}
