/** Messages as bytes, and which bytes are believed. */
@NullMarked
package io.quorate.cluster.wire;

import org.jspecify.annotations.NullMarked;
