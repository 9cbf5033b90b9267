/** Forwarding: from a client's request to an endpoint and back. */
@NullMarked
package io.quorate.proxy;

import org.jspecify.annotations.NullMarked;
