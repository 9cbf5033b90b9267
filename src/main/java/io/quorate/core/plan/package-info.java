/** Who probes what, and when. */
@NullMarked
package io.quorate.core.plan;

import org.jspecify.annotations.NullMarked;
