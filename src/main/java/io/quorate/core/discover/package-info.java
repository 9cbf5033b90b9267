/** What is known of endpoints that the config does not list. */
@NullMarked
package io.quorate.core.discover;

import org.jspecify.annotations.NullMarked;
