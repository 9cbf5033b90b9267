/** Endpoints from the EndpointSlices of Kubernetes. */
@NullMarked
package io.quorate.discovery.kube;

import org.jspecify.annotations.NullMarked;
