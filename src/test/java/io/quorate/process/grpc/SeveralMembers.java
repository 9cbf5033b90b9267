package io.quorate.process.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lets clients of gRPC know several ports of localhost: {@code members:///1234,5678}. */
final class SeveralMembers extends NameResolverProvider {
    private static final String SCHEME = "members";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new SeveralMembers());
    }

    private SeveralMembers() {}

    /** What to connect to; whichever is there is taken, the first if it is. */
    static String target(int... ports) {
        return IntStream.of(ports).mapToObj(String::valueOf).collect(Collectors.joining(",", SCHEME + ":///", ""));
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        List<EquivalentAddressGroup> members = Arrays.stream(
                        target.getPath().substring(1).split(","))
                .map(port -> new InetSocketAddress("localhost", Integer.parseInt(port)))
                .map(EquivalentAddressGroup::new)
                .toList();
        return new NameResolver() {
            @Override
            public String getServiceAuthority() {
                return "localhost";
            }

            @Override
            public void start(Listener2 listener) {
                listener.onResult(ResolutionResult.newBuilder()
                        .setAddressesOrError(StatusOr.fromValue(members))
                        .build());
            }

            @Override
            public void shutdown() {
                // There is nothing to end.
            }
        };
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }
}
