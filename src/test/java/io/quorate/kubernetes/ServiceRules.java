package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Where each Service is reached from, and at which ports. */
final class ServiceRules {
    static final List<Rule> ALL = List.of(
            new Rule("only traffic from outside", ServiceRules::onlyTraffic),
            new Rule("address of a service", ServiceRules::address),
            new Rule("client address", ServiceRules::clientAddress),
            new Rule("service ports", ServiceRules::ports));

    private static final String TRAFFIC = "quorate";
    private static final String CLUSTER = "quorate-cluster";

    private ServiceRules() {}

    private static void onlyTraffic(Installation all, Findings findings) {
        for (Service each : all.manifests().all(Service.class)) {
            String name = each.getMetadata().getName();
            ServiceSpec spec = each.getSpec();
            findings.expect(name.equals(TRAFFIC) || "ClusterIP".equals(spec.getType()), name + ": " + spec.getType());
            // Traffic to such an address comes to the Service, whatever its type.
            findings.expect(spec.getExternalIPs().isEmpty(), name + " takes " + spec.getExternalIPs());
        }
    }

    /** Of members, only the one by which they find each other has none and names those that are not ready. */
    private static void address(Installation all, Findings findings) {
        for (String name : List.of(TRAFFIC, "quorate-admin")) {
            Service service = all.manifests().named(Service.class, name).orElseGet(Service::new);
            if (service.getSpec() == null) {
                findings.expect(false, "no Service " + name);
                continue;
            }
            findings.expect(!"None".equals(service.getSpec().getClusterIP()), name + " is headless");
            findings.expect(
                    !Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()),
                    name + " leads to members that are not ready");
        }
    }

    /** Through another node the address of a client is that node's, for limits and for the access log. */
    private static void clientAddress(Installation all, Findings findings) {
        for (Service each : all.manifests().all(Service.class)) {
            ServiceSpec spec = each.getSpec();
            boolean outside = !"ClusterIP".equals(spec.getType());
            String expected = outside ? "Local" : "null";
            findings.expect(
                    String.valueOf(spec.getExternalTrafficPolicy()).equals(expected),
                    each.getMetadata().getName() + ": " + spec.getExternalTrafficPolicy());
        }
    }

    private static void ports(Installation all, Findings findings) {
        Map<String, Map<String, Integer>> expected =
                Map.of("quorate-admin", Map.of("admin", 9090), CLUSTER, Map.of("cluster", 5701, "event-bus", 5801));
        for (Service each : all.manifests().all(Service.class)) {
            String name = each.getMetadata().getName();
            Map<String, Integer> numbers = new TreeMap<>();
            for (ServicePort port : each.getSpec().getPorts()) {
                numbers.put(port.getName(), port.getPort());
                findings.expect(Values.isTcp(port.getProtocol()), name + ": " + port.getProtocol());
                // By this a mesh or a balancer knows what is spoken there.
                Set<String> spoken = name.equals(CLUSTER)
                        ? Set.of("null")
                        : Set.of(port.getName().equals("https") ? "https" : "http");
                findings.expect(
                        spoken.contains(String.valueOf(port.getAppProtocol())),
                        name + " speaks " + port.getAppProtocol() + " at " + port.getName());
            }
            findings.expect(expected.getOrDefault(name, numbers).equals(numbers), name + ": " + numbers);
        }
    }
}
