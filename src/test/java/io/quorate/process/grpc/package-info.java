/** gRPC through a whole member: real clients, a real server, no generated code. */
@NullMarked
package io.quorate.process.grpc;

import org.jspecify.annotations.NullMarked;
