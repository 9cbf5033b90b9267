/** How bytes go over: TLS with its files, the protocol spoken, and how many connections there may be. */
@NullMarked
package io.quorate.core.model.transport;

import org.jspecify.annotations.NullMarked;
