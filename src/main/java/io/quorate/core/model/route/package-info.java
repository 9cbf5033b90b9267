/** From request to answer: what a route takes, and what it does with it. */
@NullMarked
package io.quorate.core.model.route;

import org.jspecify.annotations.NullMarked;
