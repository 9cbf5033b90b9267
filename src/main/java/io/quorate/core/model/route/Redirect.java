package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Template;
import java.util.Set;

/** Answers with a redirect. */
public record Redirect(Template location, int status) implements RouteAction {
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    public Redirect {
        Expect.that(STATUSES.contains(status), "status", status, "301, 302, 303, 307 or 308");
        Expect.that(!location.text().isEmpty(), "location", location.text(), "where to");
    }
}
