package io.quorate.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Where processes run: on the loopback device, or in a network namespace of their own.
 *
 * @param host the address they listen on, to be reached from the tests too
 * @param enter the command that runs another one there; empty for the loopback device
 */
record Space(String host, List<String> enter) {
    static final Space LOOPBACK = new Space("127.0.0.1", List.of());

    Space {
        enter = List.copyOf(enter);
    }

    /** The command as it is run there. */
    ProcessBuilder command(List<String> command) {
        List<String> whole = new ArrayList<>(enter);
        whole.addAll(command);
        return new ProcessBuilder(whole);
    }
}
