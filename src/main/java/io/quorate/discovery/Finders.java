package io.quorate.discovery;

import io.quorate.core.model.upstream.Discovery;
import java.util.function.Consumer;

/** One way, or several, to look for endpoints. */
@FunctionalInterface
public interface Finders {
    /**
     * Begins to look, on the event loop of the caller.
     *
     * @param told each time that there is an answer or none could be had, also if nothing changed; on that event loop,
     *     never before this has returned
     */
    Finder find(Discovery wanted, Consumer<Finding> told);
}
