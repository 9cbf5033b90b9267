/** What requests say of endpoints, and which of these all members leave out because of it. */
@NullMarked
package io.quorate.core.passive;

import org.jspecify.annotations.NullMarked;
