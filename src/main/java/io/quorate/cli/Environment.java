package io.quorate.cli;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** The environment of this process. */
final class Environment {
    /** The value of a variable; empty if it is not set. */
    static final UnaryOperator<String> OF_PROCESS =
            name -> Optional.ofNullable(System.getenv(name)).orElse("");

    private Environment() {}
}
