package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What a value must look like, and what it becomes. */
public interface Shape<T> {
    /** The value that a node holds; empty if it holds none, in which case at least one problem was added. */
    Optional<Read<T>> read(Node node, Problems problems);

    /** The same as JSON Schema. */
    JsonObject schema();

    /** What a value must look like, for messages: {@code a duration such as 2s}. */
    String expected();
}
