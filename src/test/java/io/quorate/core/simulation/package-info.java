/** Whole clusters of controllers in one thread and virtual time, with everything that can go wrong between them. */
@NullMarked
package io.quorate.core.simulation;

import org.jspecify.annotations.NullMarked;
