package io.quorate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells which version this is, and of what it stands on. */
@Command(
        name = "version",
        description = "Print the versions of Quorate, Java, Vert.x and Hazelcast.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        for (String line : getVersion()) {
            spec.commandLine().getOut().println(line);
        }
        return Main.FINE;
    }

    @Override
    public String[] getVersion() {
        Properties built = built();
        return new String[] {
            "quorate " + built.getProperty("version"),
            "java " + Runtime.version(),
            "vertx " + built.getProperty("vertx"),
            "hazelcast " + built.getProperty("hazelcast"),
        };
    }

    private static Properties built() {
        try (InputStream stream = VersionCommand.class.getResourceAsStream("/quorate.properties")) {
            if (stream == null) {
                throw new IllegalStateException("quorate.properties is missing from the build");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
