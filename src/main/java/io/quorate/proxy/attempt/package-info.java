/** Trying one endpoint of a pool. */
@NullMarked
package io.quorate.proxy.attempt;

import org.jspecify.annotations.NullMarked;
