/** The manifests of {@code k8s/}: rendered, read strictly, and checked against each other and against the binary. */
@NullMarked
package io.quorate.kubernetes;

import org.jspecify.annotations.NullMarked;
