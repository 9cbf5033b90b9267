package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.HttpSyntax;
import java.util.Map;

/**
 * Answers by itself.
 *
 * @param headers names in lower case
 */
public record Respond(int status, String body, Map<String, String> headers) implements RouteAction {
    public Respond {
        headers = Map.copyOf(headers);
        HttpSyntax.checkHeaders(headers);
        Expect.that(status >= 200 && status <= 599, "status", status, "200 to 599");
        boolean empty = body.isEmpty() || (status != 204 && status != 304);
        Expect.that(empty, "body", body, "none with status " + status);
    }
}
