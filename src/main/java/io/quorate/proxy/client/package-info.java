/** Connections of clients, and the requests on them from head to answer. */
@NullMarked
package io.quorate.proxy.client;

import org.jspecify.annotations.NullMarked;
