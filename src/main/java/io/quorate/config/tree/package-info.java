/** Files as trees of values that know where they stand. */
@NullMarked
package io.quorate.config.tree;

import org.jspecify.annotations.NullMarked;
