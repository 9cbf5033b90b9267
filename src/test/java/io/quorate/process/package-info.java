/** Whole processes: the packaged jar, real nginx servers, real signals. */
@NullMarked
package io.quorate.process;

import org.jspecify.annotations.NullMarked;
