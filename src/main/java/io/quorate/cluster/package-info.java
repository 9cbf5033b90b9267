/** The way to the other members: the only place that knows Hazelcast. */
@NullMarked
package io.quorate.cluster;

import org.jspecify.annotations.NullMarked;
