package io.quorate.core.control.status;

import java.util.List;

/** One upstream as this member sees it. */
public record UpstreamStatus(String name, List<EndpointStatus> endpoints) {
    public UpstreamStatus {
        endpoints = List.copyOf(endpoints);
    }

    /** How many endpoints requests may be sent to. */
    public int healthy() {
        return (int) endpoints.stream().filter(EndpointStatus::routable).count();
    }
}
