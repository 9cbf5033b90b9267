/** Requests to endpoints and their responses, the same whichever protocol carries them. */
@NullMarked
package io.quorate.proxy.wire;

import org.jspecify.annotations.NullMarked;
