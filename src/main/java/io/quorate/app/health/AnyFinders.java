package io.quorate.app.health;

import io.quorate.core.model.upstream.Discovery;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finders;
import io.quorate.discovery.Finding;
import io.quorate.discovery.dns.DnsFinders;
import io.quorate.discovery.kube.SlicesFinders;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks wherever it is wanted; of what nobody wants, nothing is set up. */
final class AnyFinders implements Finders {
    private final Vertx vertx;
    private @Nullable Finders dns;
    private @Nullable Finders slices;

    /** To be used on one event loop. */
    AnyFinders(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Finder find(Discovery wanted, Consumer<Finding> told) {
        return (wanted instanceof Discovery.Slices ? slices() : dns()).find(wanted, told);
    }

    private Finders dns() {
        Finders made = dns == null ? new DnsFinders(vertx) : dns;
        dns = made;
        return made;
    }

    private Finders slices() {
        Finders made = slices == null ? new SlicesFinders(vertx) : slices;
        slices = made;
        return made;
    }
}
