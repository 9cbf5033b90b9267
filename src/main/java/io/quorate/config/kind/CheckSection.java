package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.schema.Shape;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import io.quorate.core.model.check.Approach;
import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.check.Expectation;
import io.quorate.core.model.check.HttpCheck;
import io.quorate.core.model.check.StatusRange;
import io.quorate.core.model.check.Thresholds;
import io.quorate.core.model.check.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What may be said of a check. */
final class CheckSection {
    private static final Shape<Duration> PROBE_TIME = Scalars.durations("10ms", "24h");
    private static final Shape<Integer> COUNT = Scalars.integers(1, 1_000);
    private static final String HTTP = "http";
    private static final String GRPC = "grpc";

    static final Field<String> TYPE = Field.of(
                    "type", Scalars.words(List.of(HTTP, "tcp", "tls", GRPC)), "What a probe does.")
            .requiredSomewhere();
    private static final Field<String> METHOD = Field.of("method", Values.METHOD, "The method of the request.")
            .otherwise("GET")
            .onlyFor(TYPE, HTTP);
    private static final Field<String> PATH = Field.of("path", Values.CHECK_PATH, "Its path, with a query if need be.")
            .otherwise("/")
            .onlyFor(TYPE, HTTP);
    private static final Field<Map<String, String>> HEADERS = Field.of(
                    "headers", Values.HEADERS, "Its headers; without `host` the probed address is sent.")
            .otherwiseEmpty()
            .onlyFor(TYPE, HTTP);

    private static final Field<String> BODY = Field.of(
                    "body", Scalars.TEXT, "Text that must occur in the first 64 KiB of the body; empty: no such rule.")
            .otherwise("");
    private static final Field<String> BODY_MATCHES = Field.of(
                    "bodyMatches", Scalars.REGEX, "Regular expression that must be found there; empty: no such rule.")
            .otherwise("");
    private static final Field<Map<String, String>> HEADER = Field.of(
                    "header", Values.HEADERS, "Headers and the value that each must have.")
            .otherwiseEmpty();
    /** After the rules on the body, since its default goes by them. */
    private static final Field<List<StatusRange>> STATUS = Field.of(
                    "status",
                    ListShape.oneOrMore(Values.STATUSES),
                    "Statuses and ranges of which one must hold it; 200-399 unless given, any with a rule on the body.")
            .otherwise(CheckSection::statusUnlessGiven);

    private static final Field<Expectation> EXPECT = Field.of(
                    "expect",
                    SectionShape.of(List.of(BODY, BODY_MATCHES, HEADER, STATUS), CheckSection::expectation),
                    "What the answer must be like; all rules that are given must hold.")
            .otherwiseEmpty()
            .onlyFor(TYPE, HTTP);

    private static final Field<String> SERVICE = Field.of(
                    "service",
                    Scalars.text("a name such as shop.v1.Orders", "[\\x21-\\x7E]{0,512}"),
                    "The service whose health is asked for; empty: the whole server.")
            .otherwise("")
            .onlyFor(TYPE, GRPC);
    private static final Field<Boolean> PLAIN = Field.of(
                    "plain", Scalars.BOOLEAN, "Whether probes are in clear text although the upstream has `tls`.")
            .otherwise("false");

    private static final Field<Integer> PORT =
            Field.of("port", Scalars.integers(1, 65_535), "Where to probe; absent: the endpoint's own port.");
    private static final Field<Duration> INTERVAL = Field.of(
                    "interval", PROBE_TIME, "Between probes while the vote is settled and up.")
            .otherwise("2s");
    private static final Field<Duration> FAST = Field.of("fast", PROBE_TIME, "The same while the vote is undecided.")
            .otherwise("200ms");
    private static final Field<Duration> DOWN = Field.of("down", PROBE_TIME, "The same while it is settled and down.")
            .otherwise("2s");
    private static final Field<Duration> TIMEOUT = Field.of(
                    "timeout", PROBE_TIME, "Of one probe, from its start to the last byte that its rules need.")
            .otherwise("1s");
    private static final Field<Integer> RISE =
            Field.of("rise", COUNT, "Passes in a row that bring a target up.").otherwise("2");
    private static final Field<Integer> FALL =
            Field.of("fall", COUNT, "Failures in a row that take it down.").otherwise("3");
    static final Field<Integer> VANTAGES = Field.of(
                    "vantages",
                    Scalars.integers(1, 100),
                    "How many members probe a target; `cluster.vantages` unless given.")
            .otherwise("3");
    private static final Field<String> INITIAL = Field.of(
                    "initial", Scalars.words(List.of("pending", "up")), "What counts before the first verdict.")
            .otherwise("pending");

    static final SectionShape<CheckSpec> SHAPE = SectionShape.of(
            List.of(
                    TYPE, METHOD, PATH, HEADERS, EXPECT, SERVICE, PLAIN, PORT, INTERVAL, FAST, DOWN, TIMEOUT, RISE,
                    FALL, VANTAGES, INITIAL),
            CheckSection::check);

    private CheckSection() {}

    private static CheckSpec check(Section section) {
        CheckSpec check = new CheckSpec(
                kind(section),
                section.find(PORT).orElse(0),
                new Timing(section.get(INTERVAL), section.get(FAST), section.get(DOWN), section.get(TIMEOUT)),
                new Thresholds(section.get(RISE), section.get(FALL)),
                section.get(VANTAGES),
                section.get(INITIAL).equals("up"),
                Approach.DEFAULT);
        return section.get(PLAIN) ? check.onClearText() : check;
    }

    private static CheckKind kind(Section section) {
        return switch (section.get(TYPE)) {
            case "tcp" -> new CheckKind.Tcp();
            case "tls" -> new CheckKind.Tls();
            case GRPC -> new CheckKind.Grpc(section.get(SERVICE));
            default -> new HttpCheck(section.get(METHOD), section.get(PATH), section.get(HEADERS), section.get(EXPECT));
        };
    }

    private static Expectation expectation(Section section) {
        return new Expectation(section.get(STATUS), section.get(BODY), section.get(BODY_MATCHES), section.get(HEADER));
    }

    private static Node statusUnlessGiven(Section section) {
        boolean bodyRule = !section.find(BODY).orElse("").isEmpty()
                || !section.find(BODY_MATCHES).orElse("").isEmpty();
        return new Node.Text(Place.NOWHERE, bodyRule ? "100-599" : "200-399");
    }
}
