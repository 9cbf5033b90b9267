/** The admin API: one resource a file. */
@NullMarked
package io.quorate.admin;

import org.jspecify.annotations.NullMarked;
