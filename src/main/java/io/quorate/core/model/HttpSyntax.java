package io.quorate.core.model;

import java.util.Map;
import java.util.regex.Pattern;

/** What RFC 9110 lets a method and a header field be. */
final class HttpSyntax {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LOWER_CASE_TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");

    private HttpSyntax() {}

    static void checkMethod(String method) {
        Expect.that(TOKEN.matcher(method).matches(), "method", method, "an HTTP method");
    }

    static void checkHeaders(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            boolean named = LOWER_CASE_TOKEN.matcher(name).matches();
            Expect.that(named, "header", name, "a header name in lower case");
            Expect.that(VALUE.matcher(value).matches(), "header " + name, value, "printable ASCII");
        });
    }
}
