package io.quorate.core.control.status;

import java.util.List;

/**
 * One upstream as this member sees it.
 *
 * @param panic whether too few of its endpoints are healthy
 */
public record UpstreamStatus(String name, boolean panic, List<EndpointStatus> endpoints) {
    public UpstreamStatus {
        endpoints = List.copyOf(endpoints);
    }

    /** How many endpoints nothing speaks against. */
    public int healthy() {
        return (int) endpoints.stream().filter(EndpointStatus::isHealthy).count();
    }
}
