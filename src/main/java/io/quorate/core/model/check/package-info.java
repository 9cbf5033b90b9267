/** What a check is: what it does, what it asks of the answer, when and how often. */
@NullMarked
package io.quorate.core.model.check;

import org.jspecify.annotations.NullMarked;
