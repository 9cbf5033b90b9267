package io.quorate.probe;

import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.text.Expect;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The kinds of probe there are. A new one is a file of its own and a line here. */
public final class ProbeTypes {
    private static final Map<String, BiFunction<Vertx, CheckSpec, Probe>> TYPES =
            Map.of("http", HttpProbe::new, "tcp", TcpProbe::new, "tls", TlsProbe::new, "grpc", GrpcProbe::new);

    private final Vertx vertx;

    public ProbeTypes(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A probe ready to try what the check says. */
    Probe make(CheckSpec check) {
        BiFunction<Vertx, CheckSpec, Probe> maker = TYPES.get(check.kind().type());
        if (maker == null) {
            throw Expect.refusal("check type", check.kind().type(), "one of " + new TreeSet<>(TYPES.keySet()));
        }
        return maker.apply(vertx, check);
    }
}
