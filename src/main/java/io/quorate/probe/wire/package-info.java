/** The way to an endpoint: connections, TLS on top of them, what their faults mean, and one try under way. */
@NullMarked
package io.quorate.probe.wire;

import org.jspecify.annotations.NullMarked;
