package io.quorate.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point: {@code quorate COMMAND}. A new command is one file and one line here. */
@Command(
        name = "quorate",
        description = "A reverse proxy whose members agree on which backends are alive.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            CheckCommand.class,
            SchemaCommand.class,
            VersionCommand.class,
        })
public final class Main implements Runnable {
    /** All is well. */
    static final int FINE = 0;
    /** The thing asked about is not fine. */
    static final int NOT_FINE = 1;
    /** The command line itself is wrong. */
    static final int WRONG_USAGE = 2;

    /** The Java machine cannot go on, most often for want of memory. */
    private static final int NO_MEMORY = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Spec
    private CommandSpec spec;

    /** Ends the process with 0 if all is fine, 1 if the thing asked about is not, 2 if the command line is wrong. */
    public static void main(String[] arguments) {
        Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
        System.exit(execute(writer(System.out), writer(System.err), arguments));
    }

    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing (expected: one of "
                        + String.join(", ", spec.subcommands().keySet()) + ")");
    }

    /** Without memory event loops die and nothing answers any more: better to end, and be started again. */
    private static void uncaught(Thread thread, Throwable cause) {
        if (cause instanceof VirtualMachineError) {
            Runtime.getRuntime().halt(NO_MEMORY);
        }
        LOG.error("event=uncaught thread={}", thread.getName(), cause);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int wrongUsage(ParameterException exception, String[] arguments) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        exception
                .getCommandLine()
                .getErr()
                .println("quorate: " + oneLine(exception.getMessage()) + " (see: " + command + " --help)");
        return WRONG_USAGE;
    }

    private static int failed(Exception exception, CommandLine commandLine, CommandLine.ParseResult parsed) {
        commandLine.getErr().println("quorate: " + oneLine(exception.getMessage()));
        return NOT_FINE;
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
