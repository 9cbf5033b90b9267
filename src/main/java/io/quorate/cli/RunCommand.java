package io.quorate.cli;

import io.quorate.app.Settings;
import io.quorate.app.health.Links;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs one member until it is told to stop. */
@Command(
        name = "run",
        description = "Run one member in the foreground; SIGTERM drains it.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--conf",
            paramLabel = "DIR",
            defaultValue = "${env:QUORATE_CONF:-conf}",
            description = "the config directory (QUORATE_CONF; default: conf)")
    private Path conf = Path.of("conf");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "${env:QUORATE_NAME:-}",
            description = "what to call this member (QUORATE_NAME; default: the host name)")
    private String name = "";

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:QUORATE_ADMIN:-}",
            description = "where the admin API listens, over what the config says (QUORATE_ADMIN)")
    private String admin = "";

    @Mixin
    private ClusterFlags cluster = new ClusterFlags();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        NeedlessSignals.ignore();
        forgetNamesSoon();
        Foreground.Launch launch = new Foreground.Launch(settings(), Environment.OF_PROCESS);
        return Foreground.run(List.of(launch), spec.commandLine().getErr(), members -> {}, () -> {});
    }

    /**
     * Members that find each other by DNS are found as soon as DNS knows them: Java would remember a name for 30 s, and for
     * 10 s that there is none. What the command line says of it holds.
     */
    private static void forgetNamesSoon() {
        Security.setProperty("networkaddress.cache.ttl", System.getProperty("sun.net.inetaddr.ttl", "5"));
        Security.setProperty(
                "networkaddress.cache.negative.ttl", System.getProperty("sun.net.inetaddr.negative.ttl", "1"));
    }

    private Settings settings() {
        Links links = usage("", cluster::links);
        return usage("--admin: ", () -> new Settings(conf, name.isEmpty() ? hostName() : name, admin, links));
    }

    private <T> T usage(String flag, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), flag + e.getMessage(), e);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
