/** How a schema is declared: one declaration is what values are checked by and what the JSON Schema is made from. */
@NullMarked
package io.quorate.config.schema;

import org.jspecify.annotations.NullMarked;
