/** Files that a config refers to: where they are found, what is in them, and whether they have changed. */
@NullMarked
package io.quorate.config.file;

import org.jspecify.annotations.NullMarked;
