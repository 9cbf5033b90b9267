package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a member's process starts, what it is asked while it runs, and what it finds. */
final class ProcessRules {
    static final List<Rule> ALL = List.of(
            new Rule("as the image starts", ProcessRules::asTheImageStarts),
            new Rule("names and nodes", ProcessRules::namesAndNodes),
            new Rule("probes in time", ProcessRules::probesInTime),
            new Rule("whole volumes", ProcessRules::wholeVolumes),
            new Rule("secrets used", ProcessRules::secretsUsed),
            new Rule("values accepted", ProcessRules::valuesAccepted),
            new Rule("rollout ends", ProcessRules::rolloutEnds));

    private static final Set<String> PULLS = Set.of("Always", "IfNotPresent", "Never");
    private static final Set<String> UNSATISFIABLE = Set.of("DoNotSchedule", "ScheduleAnyway");

    /** Of Kubernetes, where a Deployment says nothing. */
    private static final int PROGRESS_DEADLINE = 600;

    private ProcessRules() {}

    private static void asTheImageStarts(Installation all, Findings findings) {
        Container container = all.container();
        findings.expect(container.getCommand().isEmpty(), "command " + container.getCommand());
        findings.expect(container.getArgs().isEmpty(), "args " + container.getArgs());
        findings.expect(container.getEnvFrom().isEmpty(), "variables that no rule looks at");
        findings.expect(
                container.getLifecycle() == null || container.getLifecycle().getPostStart() == null,
                "something else is run after it");
    }

    private static void namesAndNodes(Installation all, Findings findings) {
        for (Deployment each : all.manifests().all(Deployment.class)) {
            PodSpec pod = each.getSpec().getTemplate().getSpec();
            boolean ofTheCluster = Stream.ofNullable(pod.getDnsPolicy()).allMatch("ClusterFirst"::equals);
            findings.expect(ofTheCluster, "names are not the cluster's: " + pod.getDnsPolicy());
            findings.expect(pod.getDnsConfig() == null && pod.getHostAliases().isEmpty(), "names of its own");
            // Which nodes there are is known to whoever installs.
            findings.expect(
                    pod.getNodeSelector().isEmpty() && pod.getNodeName() == null,
                    "only some nodes: " + pod.getNodeSelector());
            findings.expect(
                    pod.getSchedulerName() == null && pod.getRuntimeClassName() == null, "what not every cluster has");
        }
    }

    private static void probesInTime(Installation all, Findings findings) {
        Container container = all.container();
        for (Probe each : probes(container)) {
            boolean plain = each.getHttpGet() != null
                    && each.getHttpGet().getHost() == null
                    && Stream.ofNullable(each.getHttpGet().getScheme()).allMatch("HTTP"::equals);
            findings.expect(plain, "the admin API speaks HTTP, and only for the pod");
            findings.expect(Values.or(each.getSuccessThreshold(), 1) == 1, "more than one answer needed");
            findings.expect(
                    Values.or(each.getPeriodSeconds(), 10) > 0
                            && Values.or(each.getTimeoutSeconds(), 1) > 0
                            && Values.or(each.getFailureThreshold(), 3) > 0,
                    "what the API server refuses");
        }
        findings.expect(within(container.getReadinessProbe(), 1, 10), "readiness: not known within 10 s");
        // A start of the JVM on a busy node takes long, and one that hangs is not to stay.
        findings.expect(within(container.getStartupProbe(), 30, 300), "startup: not from 30 s to 300 s");
        // Restarts help nobody whose pause is short.
        findings.expect(within(container.getLivenessProbe(), 15, 120), "liveness: not from 15 s to 120 s");
    }

    /** Whether as long as the probe may fail, from the first failure to what follows from the last, is in these bounds. */
    private static boolean within(@Nullable Probe probe, int least, int most) {
        if (probe == null) {
            return false;
        }
        int delay = Values.or(probe.getInitialDelaySeconds(), 0);
        int failing = Values.or(probe.getPeriodSeconds(), 10) * Values.or(probe.getFailureThreshold(), 3);
        return failing >= least && delay + failing + Values.or(probe.getTimeoutSeconds(), 1) <= most;
    }

    private static List<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .filter(Objects::nonNull)
                .toList();
    }

    private static void wholeVolumes(Installation all, Findings findings) {
        for (Volume each : all.pod().getVolumes()) {
            ConfigMapVolumeSource config = each.getConfigMap();
            if (config != null) {
                findings.expect(config.getItems().isEmpty(), each.getName() + ": a file more is not seen");
                findings.expect(!Boolean.TRUE.equals(config.getOptional()), each.getName() + " may be missing");
                findings.expect(config.getDefaultMode() == null, each.getName() + " may not be readable");
            }
            EmptyDirVolumeSource empty = each.getEmptyDir();
            if (empty != null) {
                findings.expect(Values.isAtLeastMebi(empty.getSizeLimit(), 16), each.getName() + " has no room");
                findings.expect(empty.getMedium() == null, each.getName() + " is of the member's own memory");
            }
        }
    }

    /** Without the secret any pod may join the cluster; where none is there, members are not to start all the same. */
    private static void secretsUsed(Installation all, Findings findings) {
        Set<String> given = all.environment().keySet();
        // A budget is for members that have to stay.
        boolean real = !all.manifests().all(PodDisruptionBudget.class).isEmpty();
        for (String each : List.of("QUORATE_CLUSTER_SECRET", "QUORATE_ADMIN_TOKEN")) {
            findings.expect(!real || given.contains(each), "no " + each);
        }
        for (Volume each : all.pod().getVolumes()) {
            SecretVolumeSource secret = each.getSecret();
            if (secret != null) {
                findings.expect(!Boolean.TRUE.equals(secret.getOptional()), each.getName() + " may be missing");
            }
        }
        all.container().getEnv().stream()
                .filter(each ->
                        each.getValueFrom() != null && each.getValueFrom().getSecretKeyRef() != null)
                .forEach(each -> findings.expect(
                        !Boolean.TRUE.equals(
                                each.getValueFrom().getSecretKeyRef().getOptional()),
                        each.getName() + " may be missing"));
    }

    /** What an API server refuses, which reads words and numbers that a model takes as they are. */
    private static void valuesAccepted(Installation all, Findings findings) {
        for (Deployment each : all.manifests().all(Deployment.class)) {
            PodSpec pod = each.getSpec().getTemplate().getSpec();
            boolean always = Stream.ofNullable(pod.getRestartPolicy()).allMatch("Always"::equals);
            findings.expect(always, "restarted: " + pod.getRestartPolicy());
            for (Container container : pod.getContainers()) {
                boolean pulls =
                        Stream.ofNullable(container.getImagePullPolicy()).allMatch(PULLS::contains);
                findings.expect(pulls, "pulled: " + container.getImagePullPolicy());
                boolean tcp = container.getPorts().stream()
                        .map(ContainerPort::getProtocol)
                        .allMatch(Values::isTcp);
                findings.expect(tcp, container.getName() + " has a port of another protocol");
            }
            for (TopologySpreadConstraint constraint : pod.getTopologySpreadConstraints()) {
                findings.expect(
                        UNSATISFIABLE.contains(constraint.getWhenUnsatisfiable()),
                        "spread otherwise: " + constraint.getWhenUnsatisfiable());
                findings.expect(constraint.getMaxSkew() > 0, "spread evenly, or not at all");
            }
        }
    }

    private static void rolloutEnds(Installation all, Findings findings) {
        for (Deployment each : all.manifests().all(Deployment.class)) {
            DeploymentSpec spec = each.getSpec();
            findings.expect(!Boolean.TRUE.equals(spec.getPaused()), "a change is never rolled out");
            findings.expect(Values.or(spec.getReplicas(), 1) > 0, "no pod");
            int deadline = Values.or(spec.getProgressDeadlineSeconds(), PROGRESS_DEADLINE);
            // What a pod takes to start, and to be ready for long enough: no rollout may count as failed before.
            int needed = Values.or(spec.getMinReadySeconds(), 0) + 60;
            findings.expect(deadline > needed, deadline + " s (expected: more than " + needed + ")");
        }
    }
}
