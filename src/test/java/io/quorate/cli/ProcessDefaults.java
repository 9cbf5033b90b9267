package io.quorate.cli;

import io.quorate.cluster.ClusterOptions;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What the binary does unless told otherwise, for tests of what is to agree with it. */
public final class ProcessDefaults {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Z_]+):-.*}");

    private ProcessDefaults() {}

    /** The variables of the environment that {@code run} reads. */
    public static Set<String> variables() {
        return new CommandLine(new RunCommand())
                .getCommandSpec().options().stream()
                        .map(option -> option.userObject())
                        .filter(Field.class::isInstance)
                        .map(field ->
                                ((Field) field).getAnnotation(Option.class).defaultValue())
                        .map(VARIABLE::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1))
                        .collect(Collectors.toUnmodifiableSet());
    }

    public static int clusterPort() {
        return ClusterFlags.DEFAULT_PORT;
    }

    public static int eventBusPort() {
        return ClusterFlags.DEFAULT_PORT + ClusterOptions.BUS_PORT_OFFSET;
    }

    /** How long leaving the cluster may take, after the drain. */
    public static Duration leaving() {
        return Duration.ofMillis(Foreground.LEAVE_MILLIS);
    }
}
