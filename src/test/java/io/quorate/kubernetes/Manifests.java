package io.quorate.kubernetes;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Objects of Kubernetes, read as strictly as an API server does with {@code --validate=strict}: no key that is unknown or doubled. */
record Manifests(List<HasMetadata> objects) {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Stream.of(
                    ConfigMap.class,
                    Deployment.class,
                    HorizontalPodAutoscaler.class,
                    Namespace.class,
                    NetworkPolicy.class,
                    PodDisruptionBudget.class,
                    Role.class,
                    RoleBinding.class,
                    Secret.class,
                    Service.class,
                    ServiceAccount.class,
                    ServiceMonitor.class)
            .collect(Collectors.toUnmodifiableMap(
                    kind -> HasMetadata.getApiVersion(kind) + " " + HasMetadata.getKind(kind), Function.identity()));

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .annotationIntrospector(new NothingUnknown())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    Manifests {
        objects = List.copyOf(objects);
    }

    /** The documents of some YAML, as they stand. */
    static List<ObjectNode> documents(String yaml) {
        List<ObjectNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> each = MAPPER.readerFor(JsonNode.class).readValues(yaml)) {
            each.forEachRemaining(document -> documents.add((ObjectNode) document));
        }
        return documents;
    }

    /**
     * What the documents say.
     *
     * @throws tools.jackson.core.JacksonException if a key is not one of its kind, or a value not of its type
     */
    static Manifests of(List<ObjectNode> documents) {
        return new Manifests(documents.stream().map(Manifests::typed).toList());
    }

    /** One value, as it stands. */
    static JsonNode value(String yaml) {
        return MAPPER.readTree(yaml);
    }

    private static HasMetadata typed(ObjectNode document) {
        String kind = document.path("apiVersion").asString() + " "
                + document.path("kind").asString();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("kind: " + kind + " (expected: one of " + KINDS.keySet() + ")");
        }
        return MAPPER.treeToValue(document, type);
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> Optional<T> named(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(each -> name.equals(each.getMetadata().getName()))
                .findFirst();
    }

    /** The models take what they do not know for later, which is what is to be refused here. */
    private static final class NothingUnknown extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
            return annotated.hasAnnotation(JsonAnySetter.class) ? Boolean.FALSE : super.hasAnySetter(config, annotated);
        }
    }
}
