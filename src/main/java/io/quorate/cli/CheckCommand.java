package io.quorate.cli;

import io.quorate.app.LogPlace;
import io.quorate.config.ConfigReader;
import io.quorate.config.ConfigReading;
import io.quorate.config.LoadedConfig;
import io.quorate.core.model.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a config as {@code run} would. */
@Command(
        name = "check",
        description = "Read a config directory as run would; print every problem as file:line: path: message.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "the config directory")
    private Path directory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ConfigReading reading = ConfigReader.read(directory, Environment.OF_PROCESS);
        if (reading instanceof ConfigReading.Rejected rejected) {
            return refused(rejected.problems());
        }
        LoadedConfig loaded = ((ConfigReading.Accepted) reading).config();
        // Apart from the problems, so that nothing on standard output goes on to mean that it can be served.
        loaded.doubts(Instant.now())
                .forEach(doubt -> spec.commandLine().getErr().println("warning: " + doubt));
        return refused(LogPlace.problems(loaded, directory));
    }

    private int refused(List<Problem> problems) {
        problems.forEach(spec.commandLine().getOut()::println);
        return problems.isEmpty() ? Main.FINE : Main.NOT_FINE;
    }
}
