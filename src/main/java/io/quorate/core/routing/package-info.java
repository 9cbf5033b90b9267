/** What a request reads: routes, pools and the snapshot that holds them. */
@NullMarked
package io.quorate.core.routing;

import org.jspecify.annotations.NullMarked;
