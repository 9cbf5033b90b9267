package io.quorate.cli;

import io.quorate.app.health.Links;
import io.quorate.cluster.BusTls;
import io.quorate.cluster.ClusterOptions;
import io.quorate.cluster.wire.ClusterSecret;
import io.quorate.core.model.net.EndpointAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a member takes part in a cluster, as given on the command line or in the environment. */
final class ClusterFlags {
    private static final String DEFAULT_HOST = "127.0.0.1";
    static final int DEFAULT_PORT = 5701;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            defaultValue = "${env:QUORATE_CLUSTER:-}",
            description = "Hazelcast's cluster.xml (QUORATE_CLUSTER; default: a single member)")
    private String file = "";

    @Option(
            names = "--cluster-host",
            paramLabel = "IP",
            defaultValue = "${env:QUORATE_CLUSTER_HOST:-}",
            description = "the address that other members reach (QUORATE_CLUSTER_HOST; default: 127.0.0.1)")
    private String host = "";

    @Option(
            names = "--cluster-port",
            paramLabel = "PORT",
            defaultValue = "${env:QUORATE_CLUSTER_PORT:-}",
            description = "cluster port; the event bus takes it + 100 (QUORATE_CLUSTER_PORT; default: 5701)")
    private String port = "";

    @Option(
            names = "--cluster-members",
            paramLabel = "HOST:PORT,...",
            defaultValue = "${env:QUORATE_CLUSTER_MEMBERS:-}",
            description = "where members may be (QUORATE_CLUSTER_MEMBERS; default: the one at port 5701)")
    private String members = "";

    @Option(
            names = "--cluster-secret-file",
            paramLabel = "FILE",
            defaultValue = "${env:QUORATE_CLUSTER_SECRET:-}",
            description = "what seals messages, 16 bytes or more (QUORATE_CLUSTER_SECRET: its path)")
    private String secretFile = "";

    @Option(
            names = "--cluster-cert",
            paramLabel = "PEM",
            defaultValue = "${env:QUORATE_CLUSTER_CERT:-}",
            description = "this member's certificate, for mutual TLS (QUORATE_CLUSTER_CERT)")
    private String certificate = "";

    @Option(
            names = "--cluster-key",
            paramLabel = "PEM",
            defaultValue = "${env:QUORATE_CLUSTER_KEY:-}",
            description = "the key of the certificate (QUORATE_CLUSTER_KEY)")
    private String key = "";

    @Option(
            names = "--cluster-ca",
            paramLabel = "PEM",
            defaultValue = "${env:QUORATE_CLUSTER_CA:-}",
            description = "who signed all members' certificates (QUORATE_CLUSTER_CA)")
    private String authority = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * The way to the other members.
     *
     * @throws IllegalArgumentException naming the flag that cannot be right
     */
    Links links() {
        refuseEmpty();
        if (!file.isEmpty()) {
            return Links.clustered(options(readable("--cluster", file)));
        }
        given().ifPresent(flag -> {
            throw new IllegalArgumentException(flag + ": given (expected: only with --cluster)");
        });
        return Links.ALONE;
    }

    /** An empty value is a variable that was not set, and would make a member that is alone without saying so. */
    private void refuseEmpty() {
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            if (option.longestName().startsWith("--cluster")
                    && option.<String>getValue().isBlank()) {
                throw new IllegalArgumentException(
                        option.longestName() + ": empty (expected: " + option.paramLabel() + ")");
            }
        }
    }

    private Optional<String> given() {
        return command.options().stream()
                .filter(option -> option.longestName().startsWith("--cluster-"))
                .filter(option -> !option.<String>getValue().isEmpty())
                .map(OptionSpec::longestName)
                .findFirst();
    }

    private ClusterOptions options(Path cluster) {
        ClusterOptions options =
                new ClusterOptions(cluster, DEFAULT_HOST, DEFAULT_PORT, List.of(), ClusterSecret.NONE, BusTls.NONE);
        options = with("--cluster-host", host, options, this::withHost);
        options = with("--cluster-port", port, options, this::withPort);
        options = with("--cluster-members", members, options, this::withMembers);
        options = with("--cluster-secret-file", secretFile, options, this::withSecret);
        return with(
                "--cluster-cert, --cluster-key, --cluster-ca", certificate + key + authority, options, this::withTls);
    }

    /** The options with what a flag says, if it says something. */
    private static ClusterOptions with(
            String flag, String value, ClusterOptions before, UnaryOperator<ClusterOptions> change) {
        if (value.isEmpty()) {
            return before;
        }
        try {
            return change.apply(before);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(flag + ": " + e.getMessage(), e);
        }
    }

    private ClusterOptions withHost(ClusterOptions before) {
        return new ClusterOptions(before.file(), host, before.port(), before.members(), before.secret(), before.tls());
    }

    private ClusterOptions withPort(ClusterOptions before) {
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException(port + " (expected: a port number)");
        }
        return new ClusterOptions(
                before.file(), before.host(), Integer.parseInt(port), before.members(), before.secret(), before.tls());
    }

    /** A member without a port is at the same port as this one. */
    private ClusterOptions withMembers(ClusterOptions before) {
        List<String> all = Arrays.stream(members.split(",", -1))
                .map(String::strip)
                .map(member -> member.indexOf(':') < 0 ? member + ":" + before.port() : member)
                .map(member -> EndpointAddress.parse(member).toString())
                .toList();
        return new ClusterOptions(before.file(), before.host(), before.port(), all, before.secret(), before.tls());
    }

    private ClusterOptions withSecret(ClusterOptions before) {
        ClusterSecret secret = ClusterSecret.of(textOf(secretFile));
        return new ClusterOptions(before.file(), before.host(), before.port(), before.members(), secret, before.tls());
    }

    private ClusterOptions withTls(ClusterOptions before) {
        BusTls tls = new BusTls(certificate, key, authority);
        readable("--cluster-cert", certificate);
        readable("--cluster-key", key);
        readable("--cluster-ca", authority);
        return new ClusterOptions(before.file(), before.host(), before.port(), before.members(), before.secret(), tls);
    }

    private static Path readable(String flag, String file) {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IllegalArgumentException(flag + ": " + file + " (expected: a file that can be read)");
        }
        return path;
    }

    private static String textOf(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            // Not named: whoever takes the variable for the secret itself must not find it in the log.
            throw new IllegalArgumentException("the file cannot be read (expected: the path of a text file)", e);
        }
    }
}
