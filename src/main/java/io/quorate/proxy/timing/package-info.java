/** How long an exchange may wait, and for what. */
@NullMarked
package io.quorate.proxy.timing;

import org.jspecify.annotations.NullMarked;
