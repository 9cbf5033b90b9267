/** Choosing one endpoint of many. */
@NullMarked
package io.quorate.core.balance;

import org.jspecify.annotations.NullMarked;
