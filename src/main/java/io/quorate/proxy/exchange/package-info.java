/** One request on its way through: its tries, its body up, its response down. */
@NullMarked
package io.quorate.proxy.exchange;

import org.jspecify.annotations.NullMarked;
