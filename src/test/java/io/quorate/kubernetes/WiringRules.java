package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What names what: labels, ports, volumes, namespaces. */
final class WiringRules {
    static final List<Rule> ALL = List.of(
            new Rule("one namespace", WiringRules::oneNamespace),
            new Rule("labels", WiringRules::labels),
            new Rule("pod selector", WiringRules::podSelector),
            new Rule("services", WiringRules::services),
            new Rule("headless service", WiringRules::headlessService),
            new Rule("monitor", WiringRules::monitor),
            new Rule("probes", WiringRules::probes),
            new Rule("volumes", WiringRules::volumes),
            new Rule("secrets", WiringRules::secrets));

    private static final String NAME_LABEL = "app.kubernetes.io/name";

    /** May be written, and is as empty at each start. */
    private static final String TEMPORARY = "/tmp";

    private WiringRules() {}

    private static void oneNamespace(Installation all, Findings findings) {
        List<Namespace> namespaces = all.manifests().all(Namespace.class);
        findings.expect(namespaces.size() == 1, "namespaces: " + namespaces.size());
        String name = namespaces.stream()
                .map(each -> each.getMetadata().getName())
                .findFirst()
                .orElse("");
        for (HasMetadata each : all.manifests().objects()) {
            boolean itself = each instanceof Namespace;
            findings.expect(
                    itself || name.equals(each.getMetadata().getNamespace()),
                    each.getMetadata().getName() + " in " + each.getMetadata().getNamespace());
        }
        for (Namespace each : namespaces) {
            for (String mode : List.of("enforce", "warn")) {
                findings.expect(
                        "restricted".equals(each.getMetadata().getLabels().get("pod-security.kubernetes.io/" + mode)),
                        mode + " another level");
            }
        }
    }

    private static void labels(Installation all, Findings findings) {
        for (HasMetadata each : all.manifests().objects()) {
            String name = each.getMetadata().getName();
            String labelled = each.getMetadata().getLabels().getOrDefault(NAME_LABEL, "");
            boolean fits = name.equals(labelled) || name.startsWith(labelled + "-");
            findings.expect(!labelled.isEmpty() && fits, name + " is labelled " + labelled);
        }
        for (Deployment each : all.manifests().all(Deployment.class)) {
            findings.expect(
                    each.getMetadata()
                            .getLabels()
                            .equals(each.getSpec().getTemplate().getMetadata().getLabels()),
                    each.getMetadata().getName() + " and its pods are labelled differently");
        }
        long different = all.manifests().objects().stream()
                .map(each -> each.getKind() + " " + each.getMetadata().getName())
                .distinct()
                .count();
        findings.expect(different == all.manifests().objects().size(), "the same name twice");
    }

    private static void podSelector(Installation all, Findings findings) {
        for (Deployment each : all.manifests().all(Deployment.class)) {
            String name = each.getMetadata().getName();
            Set<String> selected = all.selected(each.getSpec().getSelector().getMatchLabels());
            findings.expect(selected.equals(Set.of(name)), name + " selects " + selected);
        }
    }

    private static void services(Installation all, Findings findings) {
        for (Service each : all.manifests().all(Service.class)) {
            String name = each.getMetadata().getName();
            Set<String> selected = all.selected(each.getSpec().getSelector());
            String expected = name.startsWith(Installation.NAME) ? Installation.NAME : name;
            findings.expect(selected.equals(Set.of(expected)), name + " selects " + selected);
            Set<String> offered = all.manifests().named(Deployment.class, expected).stream()
                    .flatMap(WiringRules::ports)
                    .map(ContainerPort::getName)
                    .collect(Collectors.toSet());
            for (ServicePort port : each.getSpec().getPorts()) {
                // By name, so that no number has to be right in two places.
                String target =
                        port.getTargetPort() == null ? "" : port.getTargetPort().getStrVal();
                findings.expect(target != null && offered.contains(target), name + " leads to port " + target);
            }
        }
        findings.expect(
                portsOf(all, "quorate")
                        .equals(
                                all.container().getPorts().stream()
                                                .anyMatch(port -> port.getName().equals("https"))
                                        ? Map.of("http", 80, "https", 443)
                                        : Map.of("http", 80)),
                "clients come in at " + portsOf(all, "quorate"));
    }

    private static void headlessService(Installation all, Findings findings) {
        Service service =
                all.manifests().named(Service.class, "quorate-cluster").orElseGet(Service::new);
        if (service.getSpec() == null) {
            findings.expect(false, "no Service quorate-cluster");
            return;
        }
        findings.expect("None".equals(service.getSpec().getClusterIP()), "has an address of its own");
        findings.expect(Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()), "hides who is not ready");
        findings.expect(
                portsOf(all, "quorate-cluster").keySet().equals(Set.of("cluster", "event-bus")),
                "ports " + portsOf(all, "quorate-cluster"));
    }

    private static Map<String, Integer> portsOf(Installation all, String service) {
        return all.manifests().named(Service.class, service).stream()
                .flatMap(each -> each.getSpec().getPorts().stream())
                .collect(Collectors.toMap(ServicePort::getName, ServicePort::getPort));
    }

    private static void monitor(Installation all, Findings findings) {
        for (ServiceMonitor each : all.manifests().all(ServiceMonitor.class)) {
            List<Service> found = all.manifests().all(Service.class).stream()
                    .filter(service -> Installation.selects(
                            each.getSpec().selector().matchLabels(),
                            service.getMetadata().getLabels()))
                    .toList();
            findings.expect(found.size() == 1, "finds " + found.size() + " Services");
            for (ServiceMonitor.Endpoint endpoint : each.getSpec().endpoints()) {
                findings.expect(
                        found.stream()
                                .flatMap(service -> service.getSpec().getPorts().stream())
                                .anyMatch(port -> port.getName().equals(endpoint.port())),
                        "port " + endpoint.port());
                findings.expect("/metrics".equals(endpoint.path()), "path " + endpoint.path());
            }
        }
    }

    private static void probes(Installation all, Findings findings) {
        Container container = all.container();
        expectProbe(container.getStartupProbe(), "/livez", findings);
        expectProbe(container.getLivenessProbe(), "/livez", findings);
        expectProbe(container.getReadinessProbe(), "/readyz", findings);
        all.manifests()
                .all(Deployment.class)
                .forEach(each -> Stream.of(
                                container(each).getStartupProbe(),
                                container(each).getLivenessProbe(),
                                container(each).getReadinessProbe())
                        .filter(probe -> probe != null && probe.getHttpGet() != null)
                        .map(probe -> probe.getHttpGet().getPort().getStrVal())
                        .forEach(asked -> findings.expect(
                                ports(each).anyMatch(port -> port.getName().equals(asked)),
                                each.getMetadata().getName() + " is asked at a port that it has not")));
    }

    private static void expectProbe(Probe probe, String path, Findings findings) {
        boolean right = probe != null
                && probe.getHttpGet() != null
                && path.equals(probe.getHttpGet().getPath())
                && "admin".equals(probe.getHttpGet().getPort().getStrVal());
        findings.expect(right, path + " is not asked at the admin API");
        // The admin API itself gives event loops 2 s to answer.
        findings.expect(
                probe != null && (!path.equals("/livez") || probe.getTimeoutSeconds() > 2),
                path + " has less than 2 s");
    }

    private static void volumes(Installation all, Findings findings) {
        PodSpec pod = all.pod();
        List<VolumeMount> mounts = all.container().getVolumeMounts();
        Set<String> mounted = mounts.stream().map(VolumeMount::getName).collect(Collectors.toSet());
        Set<String> volumes = pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
        findings.expect(mounted.equals(volumes), volumes + " are mounted as " + mounted);
        for (VolumeMount each : mounts) {
            findings.expect(
                    each.getSubPath() == null && each.getSubPathExpr() == null, each.getName() + " is never updated");
            boolean temporary = each.getMountPath().equals(TEMPORARY);
            findings.expect(temporary != Boolean.TRUE.equals(each.getReadOnly()), each.getName() + " can be written");
        }
        findings.expect(mounts.stream().anyMatch(each -> each.getMountPath().equals(TEMPORARY)), "no " + TEMPORARY);
        for (Volume each : pod.getVolumes()) {
            boolean there = each.getConfigMap() == null
                    || all.manifests()
                            .named(ConfigMap.class, each.getConfigMap().getName())
                            .isPresent();
            findings.expect(there, each.getName() + " is of a ConfigMap that is not there");
        }
    }

    /** None is in the manifests, and each that they name is one that the docs say how to make. */
    private static void secrets(Installation all, Findings findings) {
        findings.expect(all.manifests().all(Secret.class).isEmpty(), "a Secret among the manifests");
        for (Volume each : all.pod().getVolumes()) {
            if (each.getSecret() != null) {
                Set<String> keys = keysOf(each.getSecret().getSecretName());
                findings.expect(!keys.isEmpty(), "Secret " + each.getSecret().getSecretName());
                each.getSecret()
                        .getItems()
                        .forEach(item -> findings.expect(keys.contains(item.getKey()), "key " + item.getKey()));
                // To the others of the pod's group, and to nobody else.
                findings.expect(Objects.equals(each.getSecret().getDefaultMode(), 0440), each.getName() + " is open");
            }
        }
        all.container().getEnv().stream()
                .filter(each ->
                        each.getValueFrom() != null && each.getValueFrom().getSecretKeyRef() != null)
                .map(each -> each.getValueFrom().getSecretKeyRef())
                .forEach(each -> findings.expect(
                        keysOf(each.getName()).contains(each.getKey()), each.getName() + ": " + each.getKey()));
        findings.expect(all.pod().getSecurityContext().getFsGroup() != null, "a group by which Secrets can be read");
    }

    private static Set<String> keysOf(String secret) {
        return Installation.SECRETS.getOrDefault(secret, Map.of()).keySet();
    }

    private static Stream<ContainerPort> ports(Deployment deployment) {
        return container(deployment).getPorts().stream();
    }

    private static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }
}
