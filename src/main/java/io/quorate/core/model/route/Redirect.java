package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Template;
import io.quorate.core.model.text.Template.Variable;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers with a redirect. To which host it leads is said by the location's literal text or the request's own host, never
 * by the request's path: a location such as <code>${request.path}</code> would lead {@code //evil.example} anywhere.
 */
public record Redirect(Template location, int status) implements RouteAction {
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E]*");
    private static final Pattern ABSOLUTE = Pattern.compile("(https?|\\$\\{request\\.scheme})://"
            + "([A-Za-z0-9._~:\\[\\]-]|\\$\\{request\\.(host|hostname)})+"
            + "(([/?#]|\\$\\{request\\.(path|uri)}).*)?");
    private static final Pattern ON_THIS_HOST = Pattern.compile("/(?![/\\\\]|\\$\\{).*");

    public Redirect {
        Expect.that(STATUSES.contains(status), "status", status, "301, 302, 303, 307 or 308");
        String text = location.text();
        Expect.that(PLAIN.matcher(text).matches(), "location", text, "printable ASCII without spaces");
        boolean definite =
                ABSOLUTE.matcher(text).matches() || ON_THIS_HOST.matcher(text).matches();
        Expect.that(
                definite,
                "location",
                text.isEmpty() ? "an empty text" : text,
                "http:// or https:// and a host, or / and no other slash or variable right after it");
    }

    /** Whether it can be filled only for a request that names its host. */
    public boolean needsHost() {
        return location.uses(Variable.REQUEST_HOST) || location.uses(Variable.REQUEST_HOSTNAME);
    }
}
