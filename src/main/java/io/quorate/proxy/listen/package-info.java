/** The sockets that listeners accept on, and what the event loops share of each. */
@NullMarked
package io.quorate.proxy.listen;

import org.jspecify.annotations.NullMarked;
