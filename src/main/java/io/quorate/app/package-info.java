/** The wiring: what is started, in which order, and how it stops. */
@NullMarked
package io.quorate.app;

import org.jspecify.annotations.NullMarked;
