/** The command line: one command a file. */
@NullMarked
package io.quorate.cli;

import org.jspecify.annotations.NullMarked;
