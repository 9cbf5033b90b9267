package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.quorate.cli.ProcessDefaults;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.transport.ListenerTls;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the member reads: its variables, its config, the cluster's file. */
final class ConfigRules {
    static final List<Rule> ALL = List.of(
            new Rule("config accepted", ConfigRules::accepted),
            new Rule("config mounted whole", ConfigRules::mountedWhole),
            new Rule("config reloads", ConfigRules::reloads),
            new Rule("ports", ConfigRules::ports),
            new Rule("admin", ConfigRules::admin),
            new Rule("zone", ConfigRules::zone),
            new Rule("variables", ConfigRules::variables),
            new Rule("files", ConfigRules::files),
            new Rule("cluster by DNS", ConfigRules::clusterByDns));

    /** The JVM's own; whoever starts the image may set it. */
    private static final Set<String> OF_THE_JVM = Set.of("JAVA_TOOL_OPTIONS");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Z_]+)(:-)?");
    private static final Pattern SERVICE_DNS = Pattern.compile("<service-dns>(.*)</service-dns>");

    private ConfigRules() {}

    private static void accepted(Installation all, Findings findings) {
        all.problems().forEach(each -> findings.expect(false, each.toString()));
    }

    private static void mountedWhole(Installation all, Findings findings) {
        Map<String, String> held = all.manifests()
                .named(ConfigMap.class, "quorate-conf")
                .map(ConfigMap::getData)
                .orElse(Map.of());
        findings.expect(!held.isEmpty(), "no ConfigMap quorate-conf");
        String directory = all.environment().getOrDefault("QUORATE_CONF", "");
        held.keySet()
                .forEach(each -> findings.expect(
                        all.files().containsKey(directory + "/" + each), each + " is not in " + directory));
    }

    /** A name with a hash in it changes with the content, and with it the pods; what is read once needs just that. */
    private static void reloads(Installation all, Findings findings) {
        all.pod().getVolumes().stream()
                .filter(each -> each.getConfigMap() != null)
                .forEach(each -> {
                    boolean hashed = each.getConfigMap().getName().matches(".*-[0-9a-z]{10}");
                    findings.expect(
                            hashed != each.getName().equals("conf"),
                            each.getConfigMap().getName() + (hashed ? " is never" : " is only") + " replaced in place");
                });
    }

    private static void ports(Installation all, Findings findings) {
        if (!all.problems().isEmpty()) {
            return;
        }
        ProxyConfig config = all.config();
        Map<String, Integer> expected = new TreeMap<>();
        for (Listener each : config.listeners()) {
            expected.put(
                    !each.tls().equals(ListenerTls.NONE) ? "https" : "http",
                    each.address().port());
            findings.expect(each.address().isAny(), each.name() + " is not reached from outside the pod");
        }
        expected.put("admin", config.admin().address().port());
        expected.put("cluster", ProcessDefaults.clusterPort());
        expected.put("event-bus", ProcessDefaults.eventBusPort());
        Map<String, Integer> declared = new TreeMap<>();
        for (ContainerPort each : all.container().getPorts()) {
            declared.put(each.getName(), each.getContainerPort());
        }
        findings.expect(declared.equals(expected), declared + " (expected: " + expected + ")");
    }

    private static void admin(Installation all, Findings findings) {
        if (!all.problems().isEmpty()) {
            return;
        }
        ProxyConfig config = all.config();
        findings.expect(
                config.admin().address().isAny(),
                "probes do not reach " + config.admin().address());
        boolean given = all.environment().containsKey("QUORATE_ADMIN_TOKEN");
        findings.expect(given != config.admin().token().isEmpty(), "the token is not what the Secret says");
    }

    private static void zone(Installation all, Findings findings) {
        if (all.problems().isEmpty()) {
            findings.expect(
                    all.config().cluster().zone().equals("a"),
                    "zone " + all.config().cluster().zone());
        }
    }

    /** Each variable is read by somebody, each that is needed is given, and none is given twice. */
    private static void variables(Installation all, Findings findings) {
        Set<String> read = new HashSet<>(ProcessDefaults.variables());
        read.addAll(OF_THE_JVM);
        Set<String> given = all.environment().keySet();
        for (String text : all.files().values()) {
            for (Matcher each = REFERENCE.matcher(text); each.find(); ) {
                read.add(each.group(1));
                findings.expect(each.group(2) != null || given.contains(each.group(1)), each.group(1) + " is not set");
            }
        }
        given.forEach(each -> findings.expect(read.contains(each), each + " is read by nobody"));
        findings.expect(given.size() == all.container().getEnv().size(), "a variable twice");
        expectField(all, "QUORATE_NAME", "metadata.name", findings);
        expectField(all, "QUORATE_CLUSTER_HOST", "status.podIP", findings);
        findings.expect(
                !all.environment().containsValue(""),
                "a variable without a value: " + all.environment().entrySet());
    }

    private static void expectField(Installation all, String variable, String field, Findings findings) {
        findings.expect(
                all.container().getEnv().stream()
                        .filter(each -> each.getName().equals(variable))
                        .map(EnvVar::getValueFrom)
                        .anyMatch(from -> from != null
                                && from.getFieldRef() != null
                                && from.getFieldRef().getFieldPath().equals(field)),
                variable + " is not " + field);
    }

    /** Where a variable of ours is a path, something is mounted there. */
    private static void files(Installation all, Findings findings) {
        Map<String, String> files = all.files();
        all.environment().forEach((name, value) -> {
            if (name.startsWith("QUORATE_") && value.startsWith("/")) {
                findings.expect(
                        files.keySet().stream().anyMatch(file -> file.equals(value) || file.startsWith(value + "/")),
                        name + ": nothing at " + value);
            }
        });
    }

    private static void clusterByDns(Installation all, Findings findings) {
        String path = all.environment().getOrDefault("QUORATE_CLUSTER", "");
        Matcher name = SERVICE_DNS.matcher(all.files().getOrDefault(path, ""));
        // Without a namespace: the resolver of the pod looks in its own first, whichever that is.
        findings.expect(name.find() && name.group(1).equals("quorate-cluster"), "asks for another Service");
        findings.expect(!all.environment().containsKey("QUORATE_CLUSTER_PORT"), "a port that no Service has");
    }
}
