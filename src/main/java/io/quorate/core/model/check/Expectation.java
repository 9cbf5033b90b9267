package io.quorate.core.model.check;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.HttpSyntax;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What an HTTP answer must look like to pass. All rules that are given must hold.
 *
 * @param statuses ranges of which one must hold the status
 * @param bodyContains text that must occur in the first 64 KiB of the body; empty: no such rule
 * @param bodyMatches regular expression that must be found there; empty: no such rule
 * @param headers header names, in lower case, and the value that each must have
 */
public record Expectation(
        List<StatusRange> statuses, String bodyContains, String bodyMatches, Map<String, String> headers) {
    public Expectation {
        statuses = List.copyOf(statuses);
        headers = Map.copyOf(headers);
        Expect.that(!statuses.isEmpty(), "status", statuses, "at least one status or range");
        HttpSyntax.checkHeaders(headers);
        try {
            Pattern.compile(bodyMatches);
        } catch (PatternSyntaxException e) {
            throw Expect.refusal("bodyMatches", bodyMatches, "a regular expression: " + e.getDescription());
        }
    }

    /** Whether the body has to be read. */
    public boolean readsBody() {
        return !bodyContains.isEmpty() || !bodyMatches.isEmpty();
    }

    /** Whether one of the ranges holds the status. */
    public boolean acceptsStatus(int status) {
        return statuses.stream().anyMatch(range -> range.contains(status));
    }
}
