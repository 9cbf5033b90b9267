package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a pod may do, and what it takes. */
final class PodRules {
    static final List<Rule> ALL = List.of(
            new Rule("restricted", PodRules::restricted),
            new Rule("no privileges", eachContainer(PodRules::noPrivileges)),
            new Rule("read-only root", eachContainer(PodRules::readOnlyRoot)),
            new Rule("image pinned", eachContainer(PodRules::imagePinned)),
            new Rule("resources", eachContainer(PodRules::resources)),
            new Rule("token", PodRules::token),
            new Rule("rights", PodRules::rights),
            new Rule("service links", PodRules::serviceLinks));

    /** A digest, or a tag that says a version. */
    private static final Pattern PINNED = Pattern.compile("[^@]+(@sha256:[0-9a-f]{64}|:v?\\d[\\w.-]*)");

    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    private PodRules() {}

    /** The level "restricted" of the Pod Security Standards, as far as it is about pods. */
    private static void restricted(Installation all, Findings findings) {
        for (Deployment each : all.manifests().all(Deployment.class)) {
            PodSpec pod = each.getSpec().getTemplate().getSpec();
            PodSecurityContext context =
                    Objects.requireNonNullElseGet(pod.getSecurityContext(), PodSecurityContext::new);
            findings.expect(
                    Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC())
                            .noneMatch(Boolean.TRUE::equals),
                    "a namespace of the host");
            findings.expect(Boolean.TRUE.equals(context.getRunAsNonRoot()), "runAsNonRoot is not true");
            findings.expect(
                    context.getRunAsUser() != null && context.getRunAsUser() > 0, "root, or whom the image says");
            SeccompProfile seccomp = Objects.requireNonNullElseGet(context.getSeccompProfile(), SeccompProfile::new);
            findings.expect(SECCOMP.contains(String.valueOf(seccomp.getType())), "no seccomp profile");
            findings.expect(context.getSysctls().isEmpty(), "sysctls");
            findings.expect(context.getSeLinuxOptions() == null, "SELinux options");
            pod.getVolumes().forEach(volume -> findings.expect(harmless(volume), "volume " + volume.getName()));
        }
    }

    private static boolean harmless(Volume volume) {
        return Stream.of(volume.getConfigMap(), volume.getSecret(), volume.getEmptyDir(), volume.getProjected())
                        .filter(Objects::nonNull)
                        .count()
                == 1;
    }

    private static void noPrivileges(Container container, Findings findings) {
        SecurityContext context = Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
        findings.expect(Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()), "may escalate");
        findings.expect(!Boolean.TRUE.equals(context.getPrivileged()), "privileged");
        findings.expect(!Boolean.FALSE.equals(context.getRunAsNonRoot()), "root after all");
        findings.expect(context.getRunAsUser() == null && context.getSeccompProfile() == null, "not as the pod says");
        findings.expect(context.getProcMount() == null, "another /proc");
        findings.expect(
                context.getCapabilities() != null
                        && context.getCapabilities().getDrop().contains("ALL")
                        && context.getCapabilities().getAdd().isEmpty(),
                "capabilities");
        findings.expect(
                container.getPorts().stream().map(ContainerPort::getHostPort).allMatch(Objects::isNull),
                "a port of the host");
    }

    private static void readOnlyRoot(Container container, Findings findings) {
        SecurityContext context = container.getSecurityContext();
        findings.expect(
                context != null && Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()), "the root can be written");
    }

    private static void imagePinned(Container container, Findings findings) {
        findings.expect(PINNED.matcher(container.getImage()).matches(), container.getImage());
    }

    private static void resources(Container container, Findings findings) {
        Map<String, Quantity> requests = container.getResources().getRequests();
        Map<String, Quantity> limits = container.getResources().getLimits();
        findings.expect(requests.containsKey("cpu") && requests.containsKey("memory"), "requests: " + requests);
        findings.expect(limits.containsKey("memory"), "no limit of memory");
        findings.expect(!limits.containsKey("cpu"), "a limit of CPU makes members doubt themselves");
        findings.expect(
                container.getName().equals("sample") || Objects.equals(requests.get("memory"), limits.get("memory")),
                "memory that it may not have: " + requests + ", " + limits);
        findings.expect(
                container.getName().equals("sample") || Values.isAtLeastMebi(limits.get("memory"), 256),
                "less than a JVM needs: " + limits);
    }

    /** Only who has rights gets the token that proves them. */
    private static void token(Installation all, Findings findings) {
        boolean bound = !all.manifests().all(RoleBinding.class).isEmpty();
        for (Deployment each : all.manifests().all(Deployment.class)) {
            boolean members = each.equals(all.members());
            Boolean mounted = each.getSpec().getTemplate().getSpec().getAutomountServiceAccountToken();
            findings.expect(
                    Objects.equals(mounted, members && bound),
                    each.getMetadata().getName() + ": " + mounted);
        }
        all.manifests()
                .all(ServiceAccount.class)
                .forEach(each -> findings.expect(
                        Boolean.FALSE.equals(each.getAutomountServiceAccountToken()), "mounted unless a pod says not"));
        findings.expect(
                all.manifests()
                        .named(ServiceAccount.class, String.valueOf(all.pod().getServiceAccountName()))
                        .isPresent(),
                "account " + all.pod().getServiceAccountName());
    }

    private static void rights(Installation all, Findings findings) {
        Subject members = new Subject();
        members.setKind("ServiceAccount");
        members.setName(all.pod().getServiceAccountName());
        members.setNamespace(all.members().getMetadata().getNamespace());
        for (RoleBinding each : all.manifests().all(RoleBinding.class)) {
            findings.expect(each.getSubjects().equals(List.of(members)), "given to " + each.getSubjects());
            findings.expect(
                    each.getRoleRef().getKind().equals("Role")
                            && all.manifests()
                                    .named(Role.class, each.getRoleRef().getName())
                                    .isPresent(),
                    "role " + each.getRoleRef().getName());
        }
        PolicyRule reading = new PolicyRule();
        reading.setApiGroups(List.of("discovery.k8s.io"));
        reading.setResources(List.of("endpointslices"));
        reading.setVerbs(List.of("get", "list", "watch"));
        all.manifests()
                .all(Role.class)
                .forEach(
                        each -> findings.expect(each.getRules().equals(List.of(reading)), "rules: " + each.getRules()));
    }

    private static void serviceLinks(Installation all, Findings findings) {
        all.manifests()
                .all(Deployment.class)
                .forEach(each -> findings.expect(
                        Boolean.FALSE.equals(
                                each.getSpec().getTemplate().getSpec().getEnableServiceLinks()),
                        "variables of Services, which may be called as the member's own"));
    }

    private static BiConsumer<Installation, Findings> eachContainer(BiConsumer<Container, Findings> rule) {
        return (all, findings) -> all.manifests().all(Deployment.class).stream()
                .map(each -> each.getSpec().getTemplate().getSpec())
                .peek(pod -> findings.expect(
                        pod.getInitContainers().isEmpty()
                                && pod.getEphemeralContainers().isEmpty(),
                        "containers that no rule looks at"))
                .flatMap(pod -> pod.getContainers().stream())
                .forEach(container -> rule.accept(container, findings));
    }
}
