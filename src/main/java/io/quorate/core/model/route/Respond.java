package io.quorate.core.model.route;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.HttpSyntax;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Answers by itself.
 *
 * @param headers names in lower case, none of the {@link ReservedFields}
 */
public record Respond(int status, String body, Map<String, String> headers) implements RouteAction {
    /** RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5. */
    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);

    public Respond {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        HttpSyntax.checkHeaders(headers);
        headers.keySet().forEach(ReservedFields::check);
        Expect.that(status >= 200 && status <= 599, "status", status, "200 to 599");
        boolean empty = body.isEmpty() || !WITHOUT_BODY.contains(status);
        Expect.that(empty, "body", body, "none with status " + status);
    }
}
