/** When each probe starts: pure, with times fed from outside. */
@NullMarked
package io.quorate.probe.schedule;

import org.jspecify.annotations.NullMarked;
