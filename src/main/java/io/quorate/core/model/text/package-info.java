/** What all values share: how they refuse, what names look like, stable hashes. */
@NullMarked
package io.quorate.core.model.text;

import org.jspecify.annotations.NullMarked;
