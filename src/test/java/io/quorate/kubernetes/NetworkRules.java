package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who may reach which port. */
final class NetworkRules {
    static final List<Rule> ALL = List.of(
            new Rule("policies select members", NetworkRules::selectMembers),
            new Rule("ports let in", NetworkRules::portsLetIn),
            new Rule("cluster closed", NetworkRules::clusterClosed),
            new Rule("traffic open", NetworkRules::trafficOpen),
            new Rule("admin closed", NetworkRules::adminClosed));

    private static final Set<String> BETWEEN_MEMBERS = Set.of("cluster", "event-bus");
    private static final Map<String, String> MONITORING = Map.of("kubernetes.io/metadata.name", "monitoring");

    private NetworkRules() {}

    private static void selectMembers(Installation all, Findings findings) {
        for (NetworkPolicy each : all.manifests().all(NetworkPolicy.class)) {
            String name = each.getMetadata().getName();
            Map<String, String> selector =
                    Objects.requireNonNullElse(each.getSpec().getPodSelector().getMatchLabels(), Map.of());
            findings.expect(all.selected(selector).equals(Set.of(Installation.NAME)), name + " selects " + selector);
            // Which would leave members out, and who is in no policy is open to all.
            findings.expect(
                    each.getSpec().getPodSelector().getMatchExpressions().isEmpty(), name + " selects fewer");
            findings.expect(
                    each.getSpec().getPolicyTypes().equals(List.of("Ingress")), name + " is not of what comes in");
            findings.expect(each.getSpec().getEgress().isEmpty(), name + " says what leaves");
        }
    }

    /** Every port of a member is let in by one rule, and nothing else is. */
    private static void portsLetIn(Installation all, Findings findings) {
        List<IntOrString> letIn = all.manifests().all(NetworkPolicy.class).stream()
                .flatMap(each -> each.getSpec().getIngress().stream())
                .flatMap(each -> each.getPorts().stream())
                .map(NetworkPolicyPort::getPort)
                .toList();
        Set<Integer> numbers = new TreeSet<>();
        letIn.forEach(each -> numbers.add(each.getIntVal()));
        Set<Integer> declared = all.container().getPorts().stream()
                .map(ContainerPort::getContainerPort)
                .collect(Collectors.toCollection(TreeSet::new));
        findings.expect(numbers.equals(declared), numbers + " (expected: " + declared + ")");
        findings.expect(numbers.size() == letIn.size(), "a port is let in twice: " + letIn.size());
        all.manifests().all(NetworkPolicy.class).stream()
                .flatMap(each -> each.getSpec().getIngress().stream())
                .forEach(each -> findings.expect(!each.getPorts().isEmpty(), "a rule for every port"));
        all.manifests().all(NetworkPolicy.class).stream()
                .flatMap(each -> each.getSpec().getIngress().stream())
                .flatMap(each -> each.getPorts().stream())
                .forEach(each -> {
                    findings.expect(each.getEndPort() == null, "ports up to " + each.getEndPort());
                    findings.expect(Values.isTcp(each.getProtocol()), "not by TCP: " + each.getProtocol());
                });
    }

    private static void clusterClosed(Installation all, Findings findings) {
        for (List<NetworkPolicyPeer> peers : peersOf(all, BETWEEN_MEMBERS)) {
            boolean members = peers.size() == 1
                    && peers.get(0).getNamespaceSelector() == null
                    && peers.get(0).getIpBlock() == null
                    && peers.get(0).getPodSelector() != null
                    && peers.get(0).getPodSelector().getMatchExpressions().isEmpty()
                    && all.selected(peers.get(0).getPodSelector().getMatchLabels())
                            .equals(Set.of(Installation.NAME));
            findings.expect(members, "others than members reach " + BETWEEN_MEMBERS);
        }
    }

    private static void trafficOpen(Installation all, Findings findings) {
        for (List<NetworkPolicyPeer> peers : peersOf(all, Set.of("http", "https"))) {
            findings.expect(peers.isEmpty(), "only some clients are let in");
        }
    }

    private static void adminClosed(Installation all, Findings findings) {
        for (List<NetworkPolicyPeer> peers : peersOf(all, Set.of("admin"))) {
            boolean monitoring = peers.size() == 1
                    && peers.get(0).getNamespaceSelector() != null
                    && peers.get(0).getIpBlock() == null
                    && MONITORING.equals(peers.get(0).getNamespaceSelector().getMatchLabels());
            findings.expect(monitoring, "others than the namespace monitoring read the admin API");
        }
    }

    /** Who is let in to any of these ports, for each rule that has one. */
    private static List<List<NetworkPolicyPeer>> peersOf(Installation all, Set<String> names) {
        Set<Integer> numbers = all.container().getPorts().stream()
                .filter(each -> names.contains(each.getName()))
                .map(ContainerPort::getContainerPort)
                .collect(Collectors.toSet());
        return all.manifests().all(NetworkPolicy.class).stream()
                .flatMap(each -> each.getSpec().getIngress().stream())
                .filter(each -> each.getPorts().stream()
                        .anyMatch(port -> numbers.contains(port.getPort().getIntVal())))
                .map(NetworkPolicyIngressRule::getFrom)
                .toList();
    }
}
