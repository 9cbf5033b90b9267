/** Keeping many times with one clock's tick, fed from outside. */
@NullMarked
package io.quorate.core.time;

import org.jspecify.annotations.NullMarked;
