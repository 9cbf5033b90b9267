package io.quorate.admin;

import io.quorate.core.model.AdminSettings;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Lets only those change something who may: with the token where one is set; without one from this machine only, and
 * never on behalf of a web page of another origin.
 */
final class ChangeGuard implements Handler<RoutingContext> {
    private static final String SCHEME = "bearer ";

    private final Supplier<AdminSettings> settings;

    ChangeGuard(Supplier<AdminSettings> settings) {
        this.settings = settings;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            context.next();
            return;
        }
        AdminSettings current = settings.get();
        if (context.request().getHeader(HttpHeaders.ORIGIN) != null) {
            Answers.error(context, 403, "forbidden", "changes are not taken from web pages");
        } else if (current.token().isEmpty() && !current.address().isLoopback()) {
            Answers.error(context, 403, "forbidden", "admin.token must be set to change anything from another machine");
        } else if (!current.token().isEmpty() && !carries(context, current.token())) {
            context.response().putHeader("www-authenticate", "Bearer");
            Answers.error(context, 401, "unauthorized", "Authorization: Bearer TOKEN is required");
        } else {
            context.next();
        }
    }

    /** In constant time, so that the token cannot be guessed byte by byte. */
    private static boolean carries(RoutingContext context, String token) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return false;
        }
        byte[] given = header.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8));
    }
}
