/** Values that check themselves: what a config, an endpoint and a check are. */
@NullMarked
package io.quorate.core.model;

import org.jspecify.annotations.NullMarked;
