/** The health of endpoints as this member sees and tells it: the controller with the I/O that it does not do itself. */
@NullMarked
package io.quorate.app.health;

import org.jspecify.annotations.NullMarked;
