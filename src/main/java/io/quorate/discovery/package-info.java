/** Endpoints that the config does not list: by DNS, or from Kubernetes. */
@NullMarked
package io.quorate.discovery;

import org.jspecify.annotations.NullMarked;
