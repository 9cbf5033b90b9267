/** What HTTP/2 asks for: the rules that its messages must keep, and connections to endpoints that speak it. */
@NullMarked
package io.quorate.proxy.http2;

import org.jspecify.annotations.NullMarked;
