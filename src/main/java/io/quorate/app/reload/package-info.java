/** From a config that was read to one that is applied, or refused. */
@NullMarked
package io.quorate.app.reload;

import org.jspecify.annotations.NullMarked;
