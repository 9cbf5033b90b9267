/** A member's own evidence and the votes that follow from it. */
@NullMarked
package io.quorate.core.health;

import org.jspecify.annotations.NullMarked;
