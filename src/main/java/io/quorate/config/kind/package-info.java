/** The schema of the config itself, one kind of thing a file, each with its way to the model. */
@NullMarked
package io.quorate.config.kind;

import org.jspecify.annotations.NullMarked;
