/** What the documentation shows is tried. */
@NullMarked
package io.quorate.docs;

import org.jspecify.annotations.NullMarked;
