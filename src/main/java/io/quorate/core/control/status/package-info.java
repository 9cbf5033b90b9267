/** What the controller tells people: how things stand, and what happened. */
@NullMarked
package io.quorate.core.control.status;

import org.jspecify.annotations.NullMarked;
