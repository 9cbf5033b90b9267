package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quorate.config.ConfigReader;
import io.quorate.config.ConfigReading;
import io.quorate.core.model.Problem;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.testing.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What a rendering installs: its objects, and the files and the config that a member finds in its pod. */
final class Installation {
    static final String NAME = "quorate";

    /** What lies below is laid out in a directory of the test, in place of the pod's root. */
    static final String FILES = "/etc/quorate/";

    private static final KeyPair PAIR = Certificates.authority("authority").server("shop.example.com");

    /** Secrets that whoever installs makes, and what is in them: none is in the manifests. */
    static final Map<String, Map<String, String>> SECRETS = Map.of(
            "quorate", Map.of("cluster-secret", "0123456789abcdef", "admin-token", "opensesame"),
            "quorate-tls",
                    Map.of(
                            "tls.crt",
                            PAIR.certificate().text(),
                            "tls.key",
                            PAIR.key().text()));

    /** What the downward API gives. */
    static final Map<String, String> FIELDS = Map.of(
            "metadata.name", "quorate-6d4cf56db6-x2x7l",
            "status.podIP", "10.0.0.7",
            "metadata.labels['topology.kubernetes.io/zone']", "a");

    private final Manifests manifests;
    private final Path root;
    private final ConfigReading reading;

    Installation(List<ObjectNode> documents, Path scratch) {
        this.manifests = Manifests.of(documents);
        try {
            this.root = Files.createTempDirectory(scratch, "pod");
            for (Map.Entry<String, String> file : files().entrySet()) {
                Path path = root.resolve(file.getKey().substring(1));
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue().replace(FILES, root + FILES));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> environment = environment();
        Path conf =
                root.resolve(environment.getOrDefault("QUORATE_CONF", "/conf").substring(1));
        this.reading = ConfigReader.read(conf, name -> environment.getOrDefault(name, ""));
    }

    Manifests manifests() {
        return manifests;
    }

    Deployment members() {
        return manifests.named(Deployment.class, NAME).orElseThrow();
    }

    PodSpec pod() {
        return members().getSpec().getTemplate().getSpec();
    }

    Container container() {
        return pod().getContainers().get(0);
    }

    /** What is wrong with the config; nothing if it can be served. */
    List<Problem> problems() {
        return reading instanceof ConfigReading.Rejected rejected ? rejected.problems() : List.of();
    }

    /** Only where there are no problems. */
    ProxyConfig config() {
        return ((ConfigReading.Accepted) reading).config().config();
    }

    /** The variables of the member's process. */
    Map<String, String> environment() {
        Map<String, String> values = new TreeMap<>();
        container().getEnv().forEach(each -> values.put(each.getName(), value(each)));
        return values;
    }

    private static String value(EnvVar variable) {
        EnvVarSource source = variable.getValueFrom();
        if (source == null) {
            return variable.getValue();
        }
        if (source.getFieldRef() != null) {
            return FIELDS.getOrDefault(source.getFieldRef().getFieldPath(), "");
        }
        return SECRETS.getOrDefault(source.getSecretKeyRef().getName(), Map.of())
                .getOrDefault(source.getSecretKeyRef().getKey(), "");
    }

    /** What is mounted where, by absolute path. */
    Map<String, String> files() {
        Map<String, String> files = new HashMap<>();
        container()
                .getVolumeMounts()
                .forEach(mount -> pod().getVolumes().stream()
                        .filter(volume -> volume.getName().equals(mount.getName()))
                        .forEach(volume -> content(volume)
                                .forEach((name, text) -> files.put(mount.getMountPath() + "/" + name, text))));
        return files;
    }

    private Map<String, String> content(Volume volume) {
        if (volume.getConfigMap() != null) {
            return manifests
                    .named(ConfigMap.class, volume.getConfigMap().getName())
                    .map(ConfigMap::getData)
                    .orElse(Map.of());
        }
        if (volume.getSecret() == null) {
            return Map.of();
        }
        Map<String, String> all = SECRETS.getOrDefault(volume.getSecret().getSecretName(), Map.of());
        List<KeyToPath> items = volume.getSecret().getItems();
        if (items.isEmpty()) {
            return all;
        }
        Map<String, String> chosen = new HashMap<>();
        items.forEach(item -> chosen.put(item.getPath(), all.getOrDefault(item.getKey(), "")));
        return chosen;
    }

    /** Whether labels are chosen by a selector that names them one by one. */
    static boolean selects(Map<String, String> selector, Map<String, String> labels) {
        return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }

    /** The pods' labels of every Deployment that the selector finds. */
    Set<String> selected(Map<String, String> selector) {
        return manifests.all(Deployment.class).stream()
                .filter(each -> selects(
                        selector, each.getSpec().getTemplate().getMetadata().getLabels()))
                .map(each -> each.getMetadata().getName())
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
