package io.quorate.core.model.check;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.HttpSyntax;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One HTTP request and what its answer must look like.
 *
 * @param path origin-form, with its query if there is one
 * @param headers sent as they are, {@code host} included; names in lower case
 */
public record HttpCheck(String method, String path, Map<String, String> headers, Expectation expect)
        implements CheckKind {
    private static final Pattern TARGET = Pattern.compile("/[\\x21\\x22\\x24-\\x7E]*");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

    /** What the prober sets itself: a probe has no body, and a connection of its own. */
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    public HttpCheck {
        HttpSyntax.checkMethod(method);
        Expect.that(TARGET.matcher(path).matches(), "path", path, "a path that starts with / and has no space");
        headers = Map.copyOf(headers);
        HttpSyntax.checkHeaders(headers);
        Expect.that(!method.equals("CONNECT"), "method", method, "one that asks for a resource");
        boolean readable = !(method.equals("HEAD") && expect.readsBody());
        Expect.that(readable, "method", method, "one whose answer has a body, since a rule is about it");
        for (String name : headers.keySet()) {
            Expect.that(!OURS.contains(name), "header", name, "none that frames the request or the connection");
        }
        String host = headers.getOrDefault("host", "any");
        Expect.that(HOST.matcher(host).matches(), "header host", host, "a host, and a port if need be");
    }

    @Override
    public String type() {
        return "http";
    }
}
