/** The access log: from what is known of a request to a line in a file. */
@NullMarked
package io.quorate.proxy.log;

import org.jspecify.annotations.NullMarked;
