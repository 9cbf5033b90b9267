package io.quorate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Short commands that must succeed. */
final class Shell {
    private Shell() {}

    /** Runs one to its end and gives what it printed. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + printed.strip());
        }
        return printed;
    }

    /** Sends a signal, by its name. */
    static void signal(String name, Process process) throws IOException, InterruptedException {
        run("kill", "-" + name, Long.toString(process.pid()));
    }
}
