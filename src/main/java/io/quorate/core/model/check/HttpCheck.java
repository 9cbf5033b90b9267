package io.quorate.core.model.check;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.HttpSyntax;
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
    private static final Pattern TARGET = Pattern.compile("/[\\x21\\x22\\x24-\\x7E]*");

    public HttpCheck {
        HttpSyntax.checkMethod(method);
        Expect.that(TARGET.matcher(path).matches(), "path", path, "a path that starts with / and has no space");
        headers = Map.copyOf(headers);
        HttpSyntax.checkHeaders(headers);
    }

    @Override
    public String type() {
        return "http";
    }
}
