package io.quorate.core.model.text;

import java.util.Map;
import java.util.regex.Pattern;

/** What RFC 9110 lets a method and a header field be. */
public final class HttpSyntax {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LOWER_CASE_TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");

    private HttpSyntax() {}

    /**
     * Refuses what is no token (RFC 9110 section 9.1).
     *
     * @throws IllegalArgumentException if it is refused
     */
    public static void checkMethod(String method) {
        Expect.that(TOKEN.matcher(method).matches(), "method", method, "an HTTP method");
    }

    /**
     * Refuses names that are no token and values that no field can carry (RFC 9110 section 5).
     *
     * @throws IllegalArgumentException if one is refused
     */
    public static void checkHeaders(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            boolean named = LOWER_CASE_TOKEN.matcher(name).matches();
            Expect.that(named, "header", name, "a header name in lower case");
            Expect.that(VALUE.matcher(value).matches(), "header " + name, value, "printable ASCII");
        });
    }
}
