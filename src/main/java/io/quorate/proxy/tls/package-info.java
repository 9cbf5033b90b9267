/** TLS towards clients and towards endpoints, from PEM text to handlers and options. */
@NullMarked
package io.quorate.proxy.tls;

import org.jspecify.annotations.NullMarked;
