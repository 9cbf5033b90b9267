/** The single writer of all health state. */
@NullMarked
package io.quorate.core.control;

import org.jspecify.annotations.NullMarked;
