package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.schema.Shape;
import java.util.List;

/** The sections of a route that nothing acts on yet. */
final class RouteExtras {
    static final Field<Section> REDIRECT = Field.of(
                    "redirect",
                    SectionShape.of(List.of(
                            Field.of("location", Scalars.TEXT, "Where to.").required(),
                            Field.of("status", Scalars.integers(300, 399), "The status of the answer."))),
                    "Answers with a redirect.")
            .notYet();
    static final Field<Section> RESPOND = Field.of(
                    "respond",
                    SectionShape.of(List.of(
                            Field.of("status", Scalars.integers(200, 599), "The status of the answer.")
                                    .required(),
                            Field.of("body", Scalars.TEXT, "Its body."),
                            Field.of("headers", Values.HEADERS, "Its headers."))),
                    "Answers by itself.")
            .notYet();
    static final Field<Section> REWRITE = Field.of(
                    "rewrite",
                    SectionShape.of(List.of(
                            Field.of("strip", Values.ROUTE_PATH, "A prefix taken off the path."),
                            Field.of("add", Values.ROUTE_PATH, "A prefix put before it."))),
                    "Changes the path that the endpoint sees.")
            .notYet();
    static final Field<Section> REQUEST_HEADERS =
            headerRules("requestHeaders", "Changes the headers that the endpoint sees.");
    static final Field<Section> RESPONSE_HEADERS =
            headerRules("responseHeaders", "Changes the headers that the client sees.");
    static final Field<Section> RETRY = Field.of(
                    "retry",
                    SectionShape.of(List.of(
                            Field.of("attempts", Scalars.integers(0, 10), "How often a request is sent again, at most.")
                                    .notYet("0"),
                            Field.of(
                                            "on",
                                            ListShape.of(Scalars.text(
                                                    "connect, reset, refused-stream, timeout, or a status of 500 to 599",
                                                    "connect|reset|refused-stream|timeout|5[0-9]{2}")),
                                            "After what.")
                                    .notYet(),
                            Field.of("replayBody", Scalars.sizes("0", "1GiB"), "Bodies up to here are held for it.")
                                    .notYet(),
                            Field.of("budget", Scalars.PERCENTAGE, "The share of requests that may be sent again.")
                                    .notYet())),
                    "Sends a request again that failed.")
            .otherwiseEmpty();
    static final Field<Section> HEDGE = Field.of(
                    "hedge",
                    SectionShape.of(List.of(
                            Field.of("connect", Values.WAIT_OR_NONE, "For a connect; 0s is off.")
                                    .notYet("0s"),
                            Field.of("response", Values.WAIT_OR_NONE, "For a response; 0s is off.")
                                    .notYet("0s"))),
                    "After how long a second endpoint is tried beside the first.")
            .otherwiseEmpty();

    private RouteExtras() {}

    private static Field<Section> headerRules(String key, String description) {
        Shape<List<String>> names = ListShape.of(Scalars.text("a header name", "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}"));
        return Field.of(
                        key,
                        SectionShape.of(List.of(
                                Field.of("set", Values.HEADERS, "Replaces.").notYetUnlessEmpty(),
                                Field.of("add", Values.HEADERS, "Adds.").notYetUnlessEmpty(),
                                Field.of("remove", names, "Removes.").notYetUnlessEmpty())),
                        description)
                .otherwiseEmpty();
    }
}
