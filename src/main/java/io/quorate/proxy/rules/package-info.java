/** What a route changes of heads that pass, and the values of the request that it may put in. */
@NullMarked
package io.quorate.proxy.rules;

import org.jspecify.annotations.NullMarked;
