/** The config directory, read atomically and turned into one value. */
@NullMarked
package io.quorate.config;

import org.jspecify.annotations.NullMarked;
