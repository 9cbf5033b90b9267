package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/** As much of the Prometheus operator's resource as ours says; no model of it can be had with the client. */
@Group("monitoring.coreos.com")
@Version("v1")
public final class ServiceMonitor extends CustomResource<ServiceMonitor.Spec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;

    public record Spec(Selector selector, List<Endpoint> endpoints) {}

    public record Selector(Map<String, String> matchLabels) {}

    public record Endpoint(String port, String path, String interval) {}
}
