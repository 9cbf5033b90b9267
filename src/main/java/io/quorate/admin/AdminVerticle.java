package io.quorate.admin;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.net.ListenAddress;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the admin API on a port of its own. */
public final class AdminVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final int IDLE_SECONDS = 60;

    private final ListenAddress address;
    private final Supplier<AdminSettings> settings;
    private final List<Resource> resources;
    private @Nullable HttpServer server;

    /**
     * An API that is not bound yet.
     *
     * @param settings whose token holds for changes, now and later
     */
    public AdminVerticle(
            ListenAddress address, Supplier<AdminSettings> settings, Member member, PrometheusRegistry registry) {
        this.address = address;
        this.settings = settings;
        this.resources = List.of(
                LivezResource.of(member),
                ReadyzResource.of(member),
                MetricsResource.of(member, registry),
                ViewResource.of(member),
                ConfigResource.of(member),
                DrainResource.of(member));
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(IDLE_SECONDS);
        HttpServer created = vertx.createHttpServer(options).requestHandler(router());
        server = created;
        return created.listen(SocketAddress.inetSocketAddress(address.port(), address.host()));
    }

    /** The port that the API listens on, once it is deployed. */
    public int port() {
        return server == null ? address.port() : server.actualPort();
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(new ChangeGuard(settings));
        resources.forEach(resource -> route(router, resource));
        router.route().handler(this::unknown);
        router.route().failureHandler(AdminVerticle::broken);
        return router;
    }

    private static void route(Router router, Resource resource) {
        Route route = router.route(resource.method(), resource.path());
        if (resource.method().equals(HttpMethod.GET)) {
            route.method(HttpMethod.HEAD);
        }
        route.handler(context -> resource.answer().apply(context).onFailure(context::fail));
    }

    private void unknown(RoutingContext context) {
        String path = context.request().path();
        List<HttpMethod> methods = resources.stream()
                .filter(resource -> resource.path().equals(path))
                .map(Resource::method)
                .toList();
        if (methods.isEmpty()) {
            String known = resources.stream().map(Resource::path).collect(Collectors.joining(", "));
            Answers.error(context, 404, "not found", "expected one of " + known);
        } else {
            String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
            context.response().putHeader("allow", allowed);
            Answers.error(context, 405, "method not allowed", "expected " + allowed);
        }
    }

    private static void broken(RoutingContext context) {
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        if (status >= 500) {
            LOG.error("event=admin_failed path={}", context.request().path(), context.failure());
        }
        if (!context.response().ended()) {
            Answers.error(context, status, status >= 500 ? "internal error" : "bad request", "see the log");
        }
    }
}
