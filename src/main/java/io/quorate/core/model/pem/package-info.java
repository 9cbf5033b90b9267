/** What is in PEM files: certificates, the names that they are for, and private keys. Nothing here ever tells what a key is. */
@NullMarked
package io.quorate.core.model.pem;

import org.jspecify.annotations.NullMarked;
