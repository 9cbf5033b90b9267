package io.quorate.discovery.dns;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Tries what a name may stand for until there is something. Remembers under which of these it was found: a server that fails on
 * that one ends the search, or a flaw of DNS would lead to other endpoints further down the list.
 */
final class Search {
    private final List<String> candidates;
    private String found = "";

    Search(List<String> candidates) {
        this.candidates = List.copyOf(candidates);
    }

    /** Looks for all of them in order. */
    Future<Answer> by(Function<String, Future<Answer>> lookup) {
        return from(0, lookup, new ArrayList<>());
    }

    private Future<Answer> from(int index, Function<String, Future<Answer>> lookup, List<Answer> before) {
        if (index == candidates.size()) {
            return Future.succeededFuture(nothing(before));
        }
        String candidate = candidates.get(index);
        return lookup.apply(candidate).compose(answer -> {
            if (answer instanceof Answer.Records) {
                found = candidate;
                return Future.succeededFuture(answer);
            }
            if (answer instanceof Answer.Broken broken && (broken.silent() || candidate.equals(found))) {
                return Future.succeededFuture(answer);
            }
            before.add(answer);
            return from(index + 1, lookup, before);
        });
    }

    /** The most that is known when nothing was found under any of them. */
    private static Answer nothing(List<Answer> answers) {
        return answers.stream()
                .filter(Answer.Broken.class::isInstance)
                .findFirst()
                .orElseGet(() -> new Answer.Missing(answers.contains(new Answer.Missing(true))));
    }
}
