/** Where clients connect, and what is asked of them there. */
@NullMarked
package io.quorate.core.model.listen;

import org.jspecify.annotations.NullMarked;
