/** Endpoints from A, AAAA and SRV records. */
@NullMarked
package io.quorate.discovery.dns;

import org.jspecify.annotations.NullMarked;
