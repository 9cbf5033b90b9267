package io.quorate.core.model;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * One HTTP request and what its answer must look like.
 *
 * @param path origin-form, with its query if there is one
 * @param headers sent as they are, {@code host} included; names in lower case
 */
public record HttpCheck(String method, String path, Map<String, String> headers, Expectation expect)
        implements CheckKind {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern TARGET = Pattern.compile("/[\\x21\\x22\\x24-\\x7E]*");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");

    public HttpCheck {
        Expect.that(TOKEN.matcher(method).matches(), "method", method, "an HTTP method");
        Expect.that(TARGET.matcher(path).matches(), "path", path, "a path that starts with / and has no space");
        headers = Map.copyOf(headers);
        headers.forEach((name, value) -> {
            Expect.that(TOKEN.matcher(name).matches(), "header", name, "a header name");
            Expect.that(VALUE.matcher(value).matches(), "header " + name, value, "printable ASCII");
        });
    }

    @Override
    public String type() {
        return "http";
    }
}
