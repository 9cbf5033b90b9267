/** Named groups of endpoints, and how one of them is chosen. */
@NullMarked
package io.quorate.core.model.upstream;

import org.jspecify.annotations.NullMarked;
