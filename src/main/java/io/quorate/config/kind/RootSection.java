package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.core.model.AccessLogSettings;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.ClusterSettings;
import io.quorate.core.model.DrainSettings;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.listen.Listener;
import io.quorate.core.model.net.ListenAddress;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The top of the config, all files taken together. */
final class RootSection {
    static final Field<List<Listener>> LISTENERS = Field.of(
                    "listeners",
                    ListShape.some(ListenerSection.SHAPE),
                    "Where clients connect. At least one, over all files.")
            .requiredSomewhere();
    static final Field<List<Route>> ROUTES = Field.of(
                    "routes",
                    ListShape.of(RouteSection.SHAPE),
                    "From request to upstream; the most specific match wins: exact host over *.host over any,"
                            + " then the longest path.")
            .otherwiseEmpty();
    static final Field<List<Upstream>> UPSTREAMS = Field.of(
                    "upstreams", ListShape.of(UpstreamSection.SHAPE), "Named groups of endpoints.")
            .otherwiseEmpty();
    static final Field<Section> DEFAULTS = Field.of(
            "defaults",
            Defaults.SHAPE,
            "Applied where a key is absent: any key that only one of listener, route, upstream and check has,"
                    + " or the sections of these names. In one file only.");

    private static final Field<String> ZONE =
            Field.of("zone", Scalars.TEXT, "Where this member runs.").otherwise("");
    private static final Field<Integer> VANTAGES = Field.of(
                    CheckSection.VANTAGES.key(),
                    CheckSection.VANTAGES.shape(),
                    "How many members probe a target, unless its check says.")
            .otherwise("3");
    private static final Field<Duration> PULSE = Field.of(
                    "pulse", Values.WAIT, "How often a member gives a sign of life.")
            .otherwise("1s");
    private static final Field<Duration> LEASE = Field.of(
                    "lease", Values.WAIT, "How long a member's silence is borne; at least two pulses.")
            .otherwise("3s");
    private static final Field<ClusterSettings> CLUSTER = Field.of(
                    "cluster",
                    SectionShape.of(
                            List.of(VANTAGES, PULSE, LEASE, ZONE),
                            section -> new ClusterSettings(section.get(ZONE), section.get(PULSE), section.get(LEASE))),
                    "What members have in common. In one file only.")
            .otherwiseEmpty();

    private static final Field<ListenAddress> ADDRESS = Field.of("address", Values.LISTEN_ADDRESS, "Where to bind.")
            .otherwise(AdminSettings.DEFAULT.address().toString());
    private static final Field<String> TOKEN = Field.of(
                    "token",
                    Scalars.SECRET,
                    "Asked for by whatever changes something; empty: none, and only this machine may change something.")
            .otherwise("");
    private static final Field<AdminSettings> ADMIN = Field.of(
                    "admin",
                    SectionShape.of(
                            List.of(ADDRESS, TOKEN),
                            section -> new AdminSettings(section.get(ADDRESS), section.get(TOKEN))),
                    "The admin API's own port. In one file only.")
            .otherwiseEmpty();

    private static final Field<String> FORMAT = Field.of(
                    "format",
                    Scalars.words(List.of("json", "text")),
                    "How lines look: objects of JSON, or the combined format of web servers with more behind it.")
            .otherwise("json");
    private static final Field<String> PATH = Field.of(
                    "path",
                    Scalars.text("the path of a file, or - for standard output", "[^\\x00-\\x1F\\x7F]{1,4096}"),
                    "Where they go, relative to the directory. A file that was moved away is made anew.")
            .otherwise(AccessLogSettings.STANDARD_OUTPUT);
    private static final Field<Double> SAMPLE = Field.of(
                    "sample",
                    Scalars.PERCENTAGE,
                    "The share of requests that are logged; those that went wrong always are.")
            .otherwise("100%");
    private static final Field<AccessLogSettings> ACCESS_LOG = Field.of(
            "accessLog",
            SectionShape.of(List.of(FORMAT, PATH, SAMPLE), RootSection::accessLog),
            "A line for each request; absent: off. An empty section is enough. In one file only.");

    private static final Field<Duration> DELAY = Field.of(
                    "delay",
                    Values.WAIT_OR_NONE,
                    "How long a member that is told to stop goes on to accept after it has said that it is not ready: as long"
                            + " as whoever sends it traffic takes to see that.")
            .otherwise("1s");
    private static final Field<Duration> TIMEOUT = Field.of(
                    "timeout", Values.WAIT, "How long what runs may take to finish after that; the rest is cut.")
            .otherwise("30s");
    private static final Field<DrainSettings> DRAIN = Field.of(
                    "drain",
                    SectionShape.of(
                            List.of(DELAY, TIMEOUT),
                            section -> new DrainSettings(section.get(DELAY), section.get(TIMEOUT))),
                    "How a member stops. In one file only.")
            .otherwiseEmpty();

    static final SectionShape<ProxyConfig> SHAPE = SectionShape.of(
            List.of(LISTENERS, ROUTES, UPSTREAMS, DEFAULTS, CLUSTER, ADMIN, ACCESS_LOG, DRAIN), RootSection::config);

    private RootSection() {}

    private static ProxyConfig config(Section section) {
        return new ProxyConfig(
                section.get(LISTENERS),
                section.get(ROUTES),
                section.get(UPSTREAMS),
                section.get(ADMIN),
                section.get(CLUSTER),
                section.find(ACCESS_LOG).orElse(AccessLogSettings.OFF),
                section.get(DRAIN));
    }

    private static AccessLogSettings accessLog(Section section) {
        String format = section.get(FORMAT).toUpperCase(Locale.ROOT);
        return new AccessLogSettings(AccessLogSettings.Format.valueOf(format), section.get(PATH), section.get(SAMPLE));
    }
}
