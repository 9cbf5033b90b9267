package io.quorate.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testing.DnsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/** A DNS server as a process of its own at port 53 of a space. */
final class NameServer implements AutoCloseable {
    private static final String PORT = "53";

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    private NameServer(Process process) {
        this.process = process;
        this.in = process.outputWriter(UTF_8);
        this.out = process.inputReader(UTF_8);
    }

    static NameServer start(Space space) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DnsServer.class.getName(),
                space.host(),
                PORT);
        NameServer server = new NameServer(space.command(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        server.awaitOk();
        return server;
    }

    /** From now on these are the A records of the name; none: there is no such name. */
    void names(String name, List<String> addresses) throws IOException {
        tell(addresses.isEmpty() ? "remove " + name : "put " + name + " A 1 " + String.join(",", addresses));
    }

    /** Says nothing any more, to anybody. */
    void fallSilent() throws IOException {
        tell("silent");
    }

    void comeBack() throws IOException {
        tell("back");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private void tell(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        awaitOk();
    }

    private void awaitOk() throws IOException {
        assertThat(out.readLine()).isEqualTo("ok");
    }
}
