package io.quorate.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Each rule finds what it is for. */
class BrokenManifestsTest {
    private static final String MEMBERS = "Deployment/quorate";
    private static final String POD = "spec/template/spec/";
    private static final String CONTAINER = POD + "containers/name=quorate/";
    private static final String INGRESS = "spec/ingress";
    private static final String SITE = "data/site.yaml";
    private static final String MEMBER = "data/member.yaml";

    @TempDir
    private static Path scratch;

    private static List<ObjectNode> rendered = List.of();

    @BeforeAll
    static void render() {
        Kustomize.assumeInstalled();
        List<String> components = List.of("components/service-monitor", "components/endpoint-slices");
        rendered = Manifests.documents(Kustomize.render(scratch, List.of("overlays/prod"), components));
    }

    @ParameterizedTest(name = "{0}: {1} {2} = {3}")
    @MethodSource("changes")
    void isFound(String rule, String object, String path, String value) {
        List<ObjectNode> documents = rendered.stream().map(ObjectNode::deepCopy).toList();
        new Change(object, path, value).apply(documents);
        Installation broken = new Installation(documents, scratch);
        assertThat(named(rule).problems(broken)).isNotEmpty();
    }

    @Test
    void everyRuleFindsSomething() {
        Set<String> tried = changes().map(each -> (String) each.get()[0]).collect(Collectors.toSet());
        assertThat(Rule.ALL).extracting(Rule::name).containsExactlyInAnyOrderElementsOf(tried);
    }

    private static Rule named(String name) {
        return Rule.ALL.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> changes() {
        return Stream.of(pods(), processes(), wires(), services(), objects(), configs(), networks(), scales())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> pods() {
        return Stream.of(
                broken("restricted", MEMBERS, POD + "hostNetwork", "true"),
                broken("restricted", MEMBERS, POD + "hostPID", "true"),
                broken("restricted", MEMBERS, POD + "securityContext/runAsNonRoot", "false"),
                broken("restricted", MEMBERS, POD + "securityContext/runAsUser", "0"),
                broken("restricted", MEMBERS, POD + "securityContext/runAsUser", ""),
                broken("restricted", MEMBERS, POD + "securityContext/seccompProfile/type", "Unconfined"),
                broken("restricted", MEMBERS, POD + "securityContext/seccompProfile", ""),
                broken("restricted", MEMBERS, POD + "securityContext/sysctls", "[{ name: a, value: b }]"),
                broken("restricted", MEMBERS, POD + "volumes/name=tmp/emptyDir", ""),
                broken("no privileges", MEMBERS, CONTAINER + "securityContext/allowPrivilegeEscalation", ""),
                broken("no privileges", MEMBERS, CONTAINER + "securityContext/privileged", "true"),
                broken("no privileges", MEMBERS, CONTAINER + "securityContext/runAsUser", "0"),
                broken("no privileges", MEMBERS, CONTAINER + "securityContext/runAsNonRoot", "false"),
                broken("no privileges", MEMBERS, CONTAINER + "securityContext/procMount", "Unmasked"),
                broken("no privileges", MEMBERS, CONTAINER + "securityContext/capabilities/drop", "[NET_RAW]"),
                broken("no privileges", MEMBERS, CONTAINER + "securityContext/capabilities/add", "[NET_ADMIN]"),
                broken("no privileges", MEMBERS, CONTAINER + "ports/name=http/hostPort", "80"),
                broken("read-only root", MEMBERS, CONTAINER + "securityContext/readOnlyRootFilesystem", "false"),
                broken("image pinned", MEMBERS, CONTAINER + "image", "registry.example.com:5000/quorate"),
                broken("image pinned", MEMBERS, CONTAINER + "image", "quorate:latest"),
                broken("image pinned", MEMBERS, CONTAINER + "image", "quorate@sha256:0000"),
                broken("resources", MEMBERS, CONTAINER + "resources/requests/cpu", ""),
                broken("resources", MEMBERS, CONTAINER + "resources/limits/memory", ""),
                broken("resources", MEMBERS, CONTAINER + "resources/limits/memory", "2Gi"),
                broken("resources", MEMBERS, CONTAINER + "resources/limits/cpu", "2"),
                broken(
                        "resources",
                        MEMBERS,
                        CONTAINER + "resources",
                        "{ requests: { cpu: 1, memory: 64Mi }, limits: { memory: 64Mi } }"),
                broken("resources", MEMBERS, POD + "initContainers", "[{ name: a, image: 'a:1' }]"),
                broken("token", MEMBERS, POD + "automountServiceAccountToken", "false"),
                broken("token", "ServiceAccount/quorate", "automountServiceAccountToken", "true"),
                broken("token", MEMBERS, POD + "serviceAccountName", "other"),
                broken(
                        "rights",
                        "Role/quorate-endpoint-slices",
                        "rules",
                        "[{ apiGroups: ['*'], resources: ['*'], verbs: [get] }]"),
                broken("rights", "RoleBinding/quorate-endpoint-slices", "roleRef/name", "other"),
                broken("rights", "RoleBinding/quorate-endpoint-slices", "subjects/name=quorate/name", "default"),
                broken("service links", MEMBERS, POD + "enableServiceLinks", ""));
    }

    private static Stream<Arguments> wires() {
        return Stream.of(
                broken("services", "Service/quorate", "spec/ports/name=http/targetPort", "htpp"),
                broken("services", "Service/quorate", "spec/ports/name=http/targetPort", "8080"),
                broken("services", "Service/quorate", "spec/ports/name=https", ""),
                broken("services", "Service/quorate", "spec/selector/app.kubernetes.io~1component", "proxy"),
                broken("services", "Service/quorate-admin", "spec/selector", "{}"),
                broken("headless service", "Service/quorate-cluster", "spec/clusterIP", ""),
                broken("headless service", "Service/quorate-cluster", "spec/publishNotReadyAddresses", "false"),
                broken("headless service", "Service/quorate-cluster", "spec/ports/name=event-bus", ""),
                broken("headless service", "Service/quorate-cluster", "metadata/name", "quorate-members"),
                broken("monitor", "ServiceMonitor/quorate", "spec/endpoints/port=admin/port", "metrics"),
                broken("monitor", "ServiceMonitor/quorate", "spec/endpoints/port=admin/path", "/"),
                broken(
                        "monitor",
                        "ServiceMonitor/quorate",
                        "spec/selector/matchLabels/app.kubernetes.io~1component",
                        ""),
                broken("probes", MEMBERS, CONTAINER + "readinessProbe/httpGet/path", "/livez"),
                broken("probes", MEMBERS, CONTAINER + "livenessProbe/httpGet/path", "/readyz"),
                broken("probes", MEMBERS, CONTAINER + "livenessProbe/httpGet/port", "http"),
                broken("probes", MEMBERS, CONTAINER + "livenessProbe/timeoutSeconds", "1"),
                broken("probes", MEMBERS, CONTAINER + "startupProbe/httpGet", ""),
                broken("probes", MEMBERS, CONTAINER + "ports/name=admin/name", "api"),
                broken("volumes", MEMBERS, CONTAINER + "volumeMounts/name=conf/subPath", "site.yaml"),
                broken("volumes", MEMBERS, CONTAINER + "volumeMounts/name=conf/readOnly", "false"),
                broken("volumes", MEMBERS, CONTAINER + "volumeMounts/name=tmp/mountPath", "/var/tmp"),
                broken("volumes", MEMBERS, CONTAINER + "volumeMounts/name=tls", ""),
                broken("volumes", MEMBERS, POD + "volumes/name=tls", ""),
                broken("volumes", MEMBERS, POD + "volumes/name=cluster/configMap/name", "quorate-cluster"),
                broken("secrets", MEMBERS, POD + "volumes/name=tls/secret/secretName", "tls"),
                broken("secrets", MEMBERS, POD + "volumes/name=tls/secret/defaultMode", ""),
                broken("secrets", MEMBERS, POD + "volumes/name=secret/secret/items/key=cluster-secret/key", "secret"),
                broken(
                        "secrets",
                        MEMBERS,
                        CONTAINER + "env/name=QUORATE_ADMIN_TOKEN/valueFrom/secretKeyRef/key",
                        "token"),
                broken("secrets", MEMBERS, POD + "securityContext/fsGroup", ""),
                broken("secrets", "ConfigMap/quorate-conf", "kind", "Secret"));
    }

    private static Stream<Arguments> processes() {
        String startup = CONTAINER + "startupProbe/";
        String readiness = CONTAINER + "readinessProbe/";
        String liveness = CONTAINER + "livenessProbe/";
        String spread = POD + "topologySpreadConstraints/topologyKey=kubernetes.io~1hostname/";
        String token = CONTAINER + "env/name=QUORATE_ADMIN_TOKEN";
        return Stream.of(
                broken("as the image starts", MEMBERS, CONTAINER + "command", "[/bin/sh]"),
                broken("as the image starts", MEMBERS, CONTAINER + "args", "[demo]"),
                broken("as the image starts", MEMBERS, CONTAINER + "envFrom", "[{ secretRef: { name: quorate } }]"),
                broken("as the image starts", MEMBERS, CONTAINER + "lifecycle/postStart", "{ sleep: { seconds: 9 } }"),
                broken("names and nodes", MEMBERS, POD + "dnsPolicy", "Default"),
                broken("names and nodes", MEMBERS, POD + "dnsConfig", "{ nameservers: [192.0.2.1] }"),
                broken("names and nodes", MEMBERS, POD + "hostAliases", "[{ ip: 192.0.2.1, hostnames: [app] }]"),
                broken("names and nodes", MEMBERS, POD + "nodeSelector", "{ disk: none }"),
                broken("names and nodes", MEMBERS, POD + "nodeName", "node-1"),
                broken("names and nodes", MEMBERS, POD + "schedulerName", "other"),
                broken("names and nodes", MEMBERS, POD + "runtimeClassName", "other"),
                broken("probes in time", MEMBERS, readiness + "httpGet/scheme", "HTTPS"),
                broken("probes in time", MEMBERS, liveness + "httpGet/host", "example.com"),
                broken("probes in time", MEMBERS, readiness + "successThreshold", "9"),
                broken("probes in time", MEMBERS, readiness + "failureThreshold", "600"),
                broken("probes in time", MEMBERS, readiness + "failureThreshold", "0"),
                broken("probes in time", MEMBERS, readiness + "timeoutSeconds", "0"),
                broken("probes in time", MEMBERS, readiness + "periodSeconds", "300"),
                broken("probes in time", MEMBERS, readiness + "periodSeconds", ""),
                broken("probes in time", MEMBERS, readiness + "timeoutSeconds", "60"),
                broken("probes in time", MEMBERS, readiness + "initialDelaySeconds", "60"),
                broken("probes in time", MEMBERS, startup + "failureThreshold", "1"),
                broken("probes in time", MEMBERS, startup + "failureThreshold", "3600"),
                broken("probes in time", MEMBERS, liveness + "failureThreshold", "0"),
                broken("probes in time", MEMBERS, liveness + "failureThreshold", "1"),
                broken("probes in time", MEMBERS, liveness + "periodSeconds", "600"),
                broken("whole volumes", MEMBERS, POD + "volumes/name=conf/configMap/items", "[{ key: a, path: a }]"),
                broken("whole volumes", MEMBERS, POD + "volumes/name=conf/configMap/optional", "true"),
                broken("whole volumes", MEMBERS, POD + "volumes/name=conf/configMap/defaultMode", "0"),
                broken("whole volumes", MEMBERS, POD + "volumes/name=tmp/emptyDir/sizeLimit", "1Ki"),
                broken("whole volumes", MEMBERS, POD + "volumes/name=tmp/emptyDir/sizeLimit", ""),
                broken("whole volumes", MEMBERS, POD + "volumes/name=tmp/emptyDir/medium", "Memory"),
                broken("secrets used", MEMBERS, CONTAINER + "env/name=QUORATE_CLUSTER_SECRET", ""),
                broken("secrets used", MEMBERS, token, ""),
                broken("secrets used", MEMBERS, token + "/valueFrom/secretKeyRef/optional", "true"),
                broken("secrets used", MEMBERS, POD + "volumes/name=secret/secret/optional", "true"),
                broken("values accepted", MEMBERS, POD + "restartPolicy", "Never"),
                broken("values accepted", MEMBERS, CONTAINER + "imagePullPolicy", "Allways"),
                broken("values accepted", MEMBERS, CONTAINER + "ports/name=http/protocol", "UDP"),
                broken("values accepted", MEMBERS, spread + "whenUnsatisfiable", "Sometimes"),
                broken("values accepted", MEMBERS, spread + "maxSkew", "0"),
                broken("rollout ends", MEMBERS, "spec/paused", "true"),
                broken("rollout ends", MEMBERS, "spec/replicas", "0"),
                broken("rollout ends", MEMBERS, "spec/progressDeadlineSeconds", "5"));
    }

    private static Stream<Arguments> services() {
        String traffic = "Service/quorate";
        String admin = "Service/quorate-admin";
        String cluster = "Service/quorate-cluster";
        return Stream.of(
                broken("only traffic from outside", admin, "spec/type", "LoadBalancer"),
                broken("only traffic from outside", admin, "spec/type", "NodePort"),
                broken("only traffic from outside", admin, "spec/externalIPs", "[192.0.2.1]"),
                broken("only traffic from outside", cluster, "spec/type", "NodePort"),
                broken("address of a service", traffic, "spec/clusterIP", "None"),
                broken("address of a service", traffic, "spec/publishNotReadyAddresses", "true"),
                broken("address of a service", admin, "metadata/name", "quorate-api"),
                broken("client address", traffic, "spec/externalTrafficPolicy", "Locale"),
                broken("client address", traffic, "spec/externalTrafficPolicy", ""),
                broken("client address", traffic, "spec/type", "ClusterIP"),
                broken("service ports", admin, "spec/ports/name=admin/port", "9999"),
                broken("service ports", cluster, "spec/ports/name=cluster/port", "5702"),
                broken("service ports", cluster, "spec/ports/name=cluster/protocol", "UDP"),
                broken("service ports", cluster, "spec/ports/name=cluster/appProtocol", "http"),
                broken("service ports", traffic, "spec/ports/name=https/appProtocol", ""),
                broken("service ports", traffic, "spec/ports/name=https/appProtocol", "http"));
    }

    private static Stream<Arguments> objects() {
        return Stream.of(
                broken("one namespace", "Service/quorate-cluster", "metadata/namespace", "default"),
                broken("one namespace", "PodDisruptionBudget/quorate", "metadata/namespace", ""),
                broken("one namespace", "Namespace/quorate", "metadata/name", "proxy"),
                broken(
                        "one namespace",
                        "Namespace/quorate",
                        "metadata/labels/pod-security.kubernetes.io~1enforce",
                        "baseline"),
                broken("labels", "HorizontalPodAutoscaler/quorate", "metadata/labels/app.kubernetes.io~1name", "proxy"),
                broken("labels", MEMBERS, "metadata/labels/app.kubernetes.io~1component", "proxy"),
                broken("labels", "Service/quorate-admin", "metadata/name", "quorate"),
                broken("pod selector", MEMBERS, "spec/selector/matchLabels/app.kubernetes.io~1name", "proxy"),
                broken("pod selector", MEMBERS, "spec/template/metadata/labels/app.kubernetes.io~1component", "proxy"));
    }

    private static Stream<Arguments> configs() {
        return Stream.of(
                broken("config accepted", "ConfigMap/quorate-conf", SITE, "'listenrs: []'"),
                broken("config accepted", "ConfigMap/quorate-conf", "data/tls.yaml", ""),
                broken("config accepted", MEMBERS, CONTAINER + "volumeMounts/name=tls/mountPath", "/etc/tls"),
                broken("config accepted", MEMBERS, CONTAINER + "env/name=QUORATE_CONF/value", "/opt/conf"),
                broken("config mounted whole", MEMBERS, CONTAINER + "volumeMounts/name=conf/mountPath", "/opt/conf"),
                broken("config mounted whole", "ConfigMap/quorate-conf", "metadata/name", "conf"),
                broken("config reloads", MEMBERS, POD + "volumes/name=conf/configMap/name", "quorate-conf-2hcdc9mm22"),
                broken("config reloads", MEMBERS, POD + "volumes/name=cluster/configMap/name", "quorate-cluster"),
                broken("ports", MEMBERS, CONTAINER + "ports/name=http/containerPort", "8081"),
                broken("ports", MEMBERS, CONTAINER + "ports/name=admin/containerPort", "9091"),
                broken("ports", MEMBERS, CONTAINER + "ports/name=cluster/containerPort", "5702"),
                broken("ports", MEMBERS, CONTAINER + "ports/name=event-bus", ""),
                broken("ports", "ConfigMap/quorate-conf", MEMBER, "'admin: { address: \"0.0.0.0:9999\" }'"),
                broken("admin", "ConfigMap/quorate-conf", MEMBER, "'admin: { address: \"127.0.0.1:9090\" }'"),
                broken("admin", "ConfigMap/quorate-conf", MEMBER, "'admin: { address: \"0.0.0.0:9090\" }'"),
                broken("zone", "ConfigMap/quorate-conf", MEMBER, "'admin: { address: \"0.0.0.0:9090\" }'"),
                broken("zone", MEMBERS, CONTAINER + "env/name=ZONE", ""),
                broken("variables", MEMBERS, CONTAINER + "env/name=ZONE/name", "QUORATE_ZONE"),
                broken("variables", MEMBERS, CONTAINER + "env/name=QUORATE_NAME", ""),
                broken("variables", MEMBERS, CONTAINER + "env/name=QUORATE_CONF/name", "ZONE"),
                broken(
                        "variables",
                        MEMBERS,
                        CONTAINER + "env/name=QUORATE_CLUSTER_HOST/valueFrom/fieldRef/fieldPath",
                        "status.hostIP"),
                broken("variables", MEMBERS, CONTAINER + "env/name=ZONE/valueFrom/fieldRef/fieldPath", "spec.zone"),
                broken("variables", "ConfigMap/quorate-conf", MEMBER, "'cluster: { zone: \"${env:RACK}\" }'"),
                broken("files", MEMBERS, CONTAINER + "env/name=QUORATE_CLUSTER/value", "/etc/quorate/cluster.xml"),
                broken("files", MEMBERS, CONTAINER + "volumeMounts/name=secret/mountPath", "/etc/quorate/secrets"),
                broken("cluster by DNS", "ConfigMap/quorate-cluster-*", "data/cluster.xml", "<hazelcast/>"),
                broken(
                        "cluster by DNS",
                        "ConfigMap/quorate-cluster-*",
                        "data/cluster.xml",
                        "<service-dns>quorate</service-dns>"));
    }

    private static Stream<Arguments> networks() {
        String cluster = "NetworkPolicy/quorate-cluster";
        String admin = "NetworkPolicy/quorate-admin";
        String members = "[{ podSelector: { matchLabels: { app.kubernetes.io/name: quorate } } }]";
        String ports = "ports: [{ port: 5701 }, { port: 5801 }]";
        return Stream.of(
                broken("policies select members", cluster, "spec/podSelector", "{}"),
                broken(
                        "policies select members",
                        cluster,
                        "spec/podSelector/matchExpressions",
                        "[{ key: open, operator: Exists }]"),
                broken("policies select members", cluster, "spec/policyTypes", "[Ingress, Egress]"),
                broken("policies select members", cluster, "spec/egress", "[{}]"),
                broken("ports let in", "NetworkPolicy/quorate-traffic", INGRESS, "[{ ports: [{ port: 80 }] }]"),
                broken("ports let in", "NetworkPolicy/quorate-traffic", INGRESS, "[{}]"),
                broken(
                        "ports let in",
                        "NetworkPolicy/quorate-traffic",
                        INGRESS,
                        "[{ ports: [{ port: 8080, endPort: 65535 }] }]"),
                broken(
                        "ports let in",
                        "NetworkPolicy/quorate-traffic",
                        INGRESS,
                        "[{ ports: [{ port: 8080, protocol: UDP }] }]"),
                broken("ports let in", "NetworkPolicy/quorate-traffic", INGRESS, "[{ ports: [{ port: 5701 }] }]"),
                broken("ports let in", "NetworkPolicy/quorate-tls", INGRESS, "[]"),
                broken("cluster closed", cluster, INGRESS, "[{ " + ports + " }]"),
                broken("cluster closed", cluster, INGRESS, "[{ from: [{ podSelector: {} }], " + ports + " }]"),
                broken(
                        "cluster closed",
                        cluster,
                        INGRESS,
                        "[{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: quorate },"
                                + " matchExpressions: [{ key: open, operator: Exists }] } }], " + ports + " }]"),
                broken("cluster closed", cluster, INGRESS, "[{ from: [{ namespaceSelector: {} }], " + ports + " }]"),
                broken("cluster closed", "NetworkPolicy/quorate-traffic", INGRESS, "[{ ports: [{ port: 5801 }] }]"),
                broken(
                        "traffic open",
                        "NetworkPolicy/quorate-tls",
                        INGRESS,
                        "[{ from: " + members + ", ports: [{ port: 8443 }] }]"),
                broken("admin closed", admin, INGRESS, "[{ ports: [{ port: 9090 }] }]"),
                broken(
                        "admin closed",
                        admin,
                        INGRESS,
                        "[{ from: [{ namespaceSelector: {} }], ports: [{ port: 9090 }] }]"));
    }

    private static Stream<Arguments> scales() {
        String scaler = "HorizontalPodAutoscaler/quorate";
        String budget = "PodDisruptionBudget/quorate";
        String spread = POD + "topologySpreadConstraints/topologyKey=kubernetes.io~1hostname";
        return Stream.of(
                broken("time to go", MEMBERS, POD + "terminationGracePeriodSeconds", "65"),
                broken("time to go", MEMBERS, CONTAINER + "lifecycle/preStop/sleep/seconds", "40"),
                broken("time to go", MEMBERS, CONTAINER + "lifecycle/preStop/sleep/seconds", "1"),
                broken("time to go", MEMBERS, CONTAINER + "lifecycle", ""),
                broken("time to go", "ConfigMap/quorate-conf", MEMBER, "'drain: { delay: 15s, timeout: 30s }'"),
                broken("time to go", "ConfigMap/quorate-conf", MEMBER, "'drain: { delay: 5s, timeout: 40s }'"),
                broken("time to go", "ConfigMap/quorate-conf", MEMBER, "'drain: { delay: 1s, timeout: 30s }'"),
                broken("rollout", MEMBERS, "spec/strategy/rollingUpdate/maxUnavailable", "1"),
                broken("rollout", MEMBERS, "spec/strategy/rollingUpdate/maxSurge", "25%"),
                broken("rollout", MEMBERS, "spec/minReadySeconds", ""),
                broken("spread", MEMBERS, spread, ""),
                broken("spread", MEMBERS, spread + "/matchLabelKeys", "[]"),
                broken("spread", MEMBERS, spread + "/labelSelector/matchLabels/app.kubernetes.io~1name", "other"),
                broken("disruption", budget, "spec/maxUnavailable", "2"),
                broken(
                        "disruption",
                        budget,
                        "spec",
                        "{ minAvailable: 3, selector: { matchLabels: { app.kubernetes.io/name: quorate } } }"),
                broken("disruption", budget, "spec/selector/matchLabels/app.kubernetes.io~1name", "other"),
                broken("disruption", budget, "spec/unhealthyPodEvictionPolicy", "Never"),
                broken("disruption", budget, "spec/unhealthyPodEvictionPolicy", ""),
                broken("disruption", scaler, "spec/minReplicas", "2"),
                broken("autoscaler", scaler, "spec/minReplicas", "2"),
                broken("autoscaler", scaler, "spec/maxReplicas", "3"),
                broken("autoscaler", scaler, "spec/scaleTargetRef/name", "proxy"),
                broken("autoscaler", scaler, "spec/scaleTargetRef/kind", "StatefulSet"),
                broken("autoscaler", MEMBERS, "spec/replicas", "3"),
                broken("scaled by", scaler, "spec/metrics", "[]"),
                broken("scaled by", scaler, "spec/metrics/type=Resource/resource/name", "cpuu"),
                broken("scaled by", scaler, "spec/metrics/type=Resource/resource/target/type", "Value"),
                broken("scaled by", scaler, "spec/metrics/type=Resource/resource/target/averageUtilization", "100"),
                broken("scaling down", scaler, "spec/behavior/scaleDown/stabilizationWindowSeconds", "0"),
                broken(
                        "scaling down",
                        scaler,
                        "spec/behavior/scaleDown/policies",
                        "[{ type: Pods, value: 1, periodSeconds: 15 }]"),
                broken(
                        "scaling down",
                        scaler,
                        "spec/behavior/scaleDown/policies",
                        "[{ type: Percent, value: 1, periodSeconds: 120 }]"));
    }

    private static Arguments broken(String rule, String object, String path, String value) {
        return Arguments.of(rule, object, path, value);
    }
}
