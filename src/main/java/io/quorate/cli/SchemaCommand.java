package io.quorate.cli;

import io.quorate.config.ConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the config's JSON Schema. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of the config, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(ConfigSchema.json().encodePrettily());
        return Main.FINE;
    }
}
