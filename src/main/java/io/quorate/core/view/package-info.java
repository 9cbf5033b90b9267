/** Everyone's votes turned into one picture. */
@NullMarked
package io.quorate.core.view;

import org.jspecify.annotations.NullMarked;
