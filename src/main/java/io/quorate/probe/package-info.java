/** Probes over the network and the wheel that runs them. */
@NullMarked
package io.quorate.probe;

import org.jspecify.annotations.NullMarked;
