/** The rules of HTTP that a proxy must hold, as functions of heads and fields; no connection is touched here. */
@NullMarked
package io.quorate.proxy.http;

import org.jspecify.annotations.NullMarked;
