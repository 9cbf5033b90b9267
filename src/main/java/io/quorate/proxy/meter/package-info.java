/** What forwarding counts: metrics, and the load of each endpoint. */
@NullMarked
package io.quorate.proxy.meter;

import org.jspecify.annotations.NullMarked;
