package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.tree.Node;
import io.quorate.core.model.route.Hedge;
import io.quorate.core.model.route.Retry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be said of requests that are sent once more, one after the other or side by side. */
final class RetrySections {
    private static final String WORDS =
            Arrays.stream(Retry.Cause.values()).map(Retry.Cause::word).collect(Collectors.joining(", "));

    private static final Field<Integer> ATTEMPTS = Field.of(
                    "attempts",
                    Scalars.integers(0, Retry.MOST_ATTEMPTS),
                    "How often a request is sent again, at most; what could not connect is not counted.")
            .otherwise("2");
    private static final Field<List<String>> ON = Field.of(
                    "on",
                    ListShape.of(Scalars.text(
                            WORDS + ", or a status of 500 to 599", WORDS.replace(", ", "|") + "|5[0-9]{2}")),
                    "After what; all but connect and refused-stream only for requests that may be done twice.")
            .otherwise(section -> byDefault());
    private static final Field<Long> REPLAY_BODY = Field.of(
                    "replayBody", Scalars.sizes("0", "16MiB"), "Bodies up to here are held for it.")
            .otherwise("64KiB");
    private static final Field<Double> BUDGET = Field.of(
                    "budget",
                    Scalars.PERCENTAGE,
                    "The share of an upstream's requests that may be sent again, of 10 s; a few always may.")
            .otherwise("20%");
    static final Field<Retry> RETRY = Field.of(
                    "retry",
                    SectionShape.of(List.of(ATTEMPTS, ON, REPLAY_BODY, BUDGET), RetrySections::retry),
                    "Sends a request again that failed, to another endpoint if there is one.")
            .otherwiseEmpty();

    static final Field<Duration> CONNECT = Field.of(
                    "connect", Values.WAIT_OR_NONE, "Without a connection, less than `timeouts.connect`; 0s is off.")
            .otherwise("250ms");
    static final Field<Duration> RESPONSE = Field.of(
                    "response",
                    Values.WAIT_OR_NONE,
                    "Without a response, less than `timeouts.response`, for requests that change nothing; 0s is off.")
            .otherwise("0s");
    static final Field<Hedge> HEDGE = Field.of(
                    "hedge",
                    SectionShape.of(
                            List.of(CONNECT, RESPONSE),
                            section -> new Hedge(section.get(CONNECT), section.get(RESPONSE))),
                    "After how long a second endpoint is asked beside the first.")
            .otherwiseEmpty();

    private RetrySections() {}

    private static Node byDefault() {
        Stream<String> causes = Arrays.stream(Retry.Cause.values()).map(Retry.Cause::word);
        Stream<String> statuses = Retry.DEFAULT.statuses().stream().sorted().map(String::valueOf);
        return Values.list(Stream.concat(causes, statuses));
    }

    private static Retry retry(Section section) {
        List<String> on = section.get(ON);
        Set<Retry.Cause> causes =
                on.stream().flatMap(word -> cause(word).stream()).collect(Collectors.toUnmodifiableSet());
        Set<Integer> statuses = on.stream()
                .filter(word -> cause(word).isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toUnmodifiableSet());
        return new Retry(section.get(ATTEMPTS), causes, statuses, section.get(REPLAY_BODY), section.get(BUDGET));
    }

    private static Optional<Retry.Cause> cause(String word) {
        return Arrays.stream(Retry.Cause.values())
                .filter(cause -> cause.word().equals(word))
                .findFirst();
    }
}
