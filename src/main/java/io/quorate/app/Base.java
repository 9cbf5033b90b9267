package io.quorate.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.model.MemberId;
import io.quorate.proxy.log.AccessLog;
import io.quorate.proxy.meter.EndpointLoads;
import io.vertx.core.Vertx;

/** What all parts of a member stand on. */
record Base(
        Vertx vertx, Settings settings, MemberId id, PrometheusRegistry registry, EndpointLoads loads, AccessLog log) {}
