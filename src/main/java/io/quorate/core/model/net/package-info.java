/** Hosts, addresses and blocks of them. */
@NullMarked
package io.quorate.core.model.net;

import org.jspecify.annotations.NullMarked;
