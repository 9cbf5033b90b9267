package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.quorate.cli.ProcessDefaults;
import io.quorate.core.model.ProxyConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** How members come and go. */
final class ScaleRules {
    static final List<Rule> ALL = List.of(
            new Rule("time to go", ScaleRules::timeToGo),
            new Rule("rollout", ScaleRules::rollout),
            new Rule("spread", ScaleRules::spread),
            new Rule("disruption", ScaleRules::disruption),
            new Rule("autoscaler", ScaleRules::autoscaler),
            new Rule("scaled by", ScaleRules::scaledBy),
            new Rule("scaling down", ScaleRules::scalingDown));

    private ScaleRules() {}

    private static void timeToGo(Installation all, Findings findings) {
        if (!all.problems().isEmpty()) {
            return;
        }
        Lifecycle lifecycle = all.container().getLifecycle();
        boolean sleeps = lifecycle != null
                && lifecycle.getPreStop() != null
                && lifecycle.getPreStop().getSleep() != null;
        // An image without a shell has no other way to wait.
        findings.expect(sleeps, "no time for nodes to learn that a pod goes");
        Duration before =
                Duration.ofSeconds(sleeps ? lifecycle.getPreStop().getSleep().getSeconds() : 0);
        findings.expect(before.toSeconds() >= 5, "gone before nodes have learnt that it goes: " + before);
        ProxyConfig config = all.config();
        Duration needed = before.plus(config.drain().delay())
                .plus(config.drain().timeout())
                .plus(ProcessDefaults.leaving());
        Duration given = Duration.ofSeconds(all.pod().getTerminationGracePeriodSeconds());
        findings.expect(given.compareTo(needed) > 0, given + " (expected: more than " + needed + ")");
        findings.expect(config.drain().delay().toSeconds() >= 4, "over before two readiness probes have failed");
    }

    private static void rollout(Installation all, Findings findings) {
        DeploymentStrategy strategy = all.members().getSpec().getStrategy();
        boolean oneMore = strategy != null
                && strategy.getRollingUpdate() != null
                && Objects.equals(strategy.getRollingUpdate().getMaxSurge().getIntVal(), 1)
                && Objects.equals(
                        strategy.getRollingUpdate().getMaxUnavailable().getIntVal(), 0);
        findings.expect(oneMore, "not one more at a time, and none less");
        Integer seconds = all.members().getSpec().getMinReadySeconds();
        findings.expect(seconds != null && seconds >= 5, "the next goes before balancers know of the new one");
    }

    private static void spread(Installation all, Findings findings) {
        List<TopologySpreadConstraint> constraints = all.pod().getTopologySpreadConstraints();
        findings.expect(
                constraints.stream()
                        .map(TopologySpreadConstraint::getTopologyKey)
                        .collect(Collectors.toSet())
                        .equals(Set.of("topology.kubernetes.io/zone", "kubernetes.io/hostname")),
                "not over zones and nodes");
        constraints.forEach(each -> {
            findings.expect(selectsMembers(all, each.getLabelSelector()), "counts other pods");
            findings.expect(each.getMatchLabelKeys().equals(List.of("pod-template-hash")), "counts those that go");
        });
    }

    private static void disruption(Installation all, Findings findings) {
        for (PodDisruptionBudget each : all.manifests().all(PodDisruptionBudget.class)) {
            findings.expect(selectsMembers(all, each.getSpec().getSelector()), "guards other pods");
            boolean one = each.getSpec().getMaxUnavailable() != null
                    && Objects.equals(each.getSpec().getMaxUnavailable().getIntVal(), 1)
                    && each.getSpec().getMinAvailable() == null;
            // By default one that is never ready keeps its node for good.
            findings.expect(
                    "AlwaysAllow".equals(each.getSpec().getUnhealthyPodEvictionPolicy()),
                    "keeps those that are not ready");
            // As a minimum it would keep a node for good once there are just as many members.
            findings.expect(one, "not one at a time");
            int least = all.manifests().all(HorizontalPodAutoscaler.class).stream()
                    .mapToInt(scaler -> scaler.getSpec().getMinReplicas())
                    .findFirst()
                    .orElse(Objects.requireNonNullElse(all.members().getSpec().getReplicas(), 1));
            findings.expect(least >= 3, "without a majority when one is gone: " + least);
        }
    }

    private static void autoscaler(Installation all, Findings findings) {
        for (HorizontalPodAutoscaler each : all.manifests().all(HorizontalPodAutoscaler.class)) {
            CrossVersionObjectReference target = each.getSpec().getScaleTargetRef();
            findings.expect(
                    target.getKind().equals("Deployment")
                            && target.getApiVersion().equals("apps/v1")
                            && all.manifests()
                                    .named(Deployment.class, target.getName())
                                    .isPresent(),
                    "scales " + target.getKind() + " " + target.getName());
            findings.expect(
                    all.members().getSpec().getReplicas() == null, "each apply would undo what the autoscaler did");
            findings.expect(each.getSpec().getMinReplicas() < each.getSpec().getMaxReplicas(), "has no choice");
            if (all.problems().isEmpty()) {
                int vantages = all.config().upstreams().stream()
                        .mapToInt(upstream -> upstream.check().vantages())
                        .max()
                        .orElse(1);
                findings.expect(each.getSpec().getMinReplicas() >= vantages, "fewer members than vantages");
            }
        }
    }

    /** By the CPU that they use, since memory is all taken at the start. */
    private static void scaledBy(Installation all, Findings findings) {
        for (HorizontalPodAutoscaler each : all.manifests().all(HorizontalPodAutoscaler.class)) {
            List<MetricSpec> metrics = each.getSpec().getMetrics();
            boolean cpu = metrics.size() == 1
                    && metrics.get(0).getResource() != null
                    && metrics.get(0).getType().equals("Resource")
                    && metrics.get(0).getResource().getName().equals("cpu");
            findings.expect(cpu, "not by CPU alone: " + metrics);
            if (cpu) {
                MetricTarget target = metrics.get(0).getResource().getTarget();
                int share = Values.or(target.getAverageUtilization(), 0);
                findings.expect(
                        target.getType().equals("Utilization") && share >= 20 && share <= 80,
                        "too early or too late: " + share);
            }
        }
    }

    private static void scalingDown(Installation all, Findings findings) {
        for (HorizontalPodAutoscaler each : all.manifests().all(HorizontalPodAutoscaler.class)) {
            HPAScalingRules down = each.getSpec().getBehavior().getScaleDown();
            findings.expect(down.getStabilizationWindowSeconds() >= 300, "follows each dip");
            down.getPolicies().forEach(policy -> {
                findings.expect(policy.getType().equals("Pods") && policy.getValue() == 1, "more than one at a time");
                findings.expect(
                        policy.getPeriodSeconds() >= all.pod().getTerminationGracePeriodSeconds(),
                        "the next goes before the last is gone");
            });
        }
    }

    private static boolean selectsMembers(Installation all, LabelSelector selector) {
        return all.selected(selector.getMatchLabels()).equals(Set.of(Installation.NAME));
    }
}
