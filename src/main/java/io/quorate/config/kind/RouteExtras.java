package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.MapShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.schema.Shape;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Redirect;
import io.quorate.core.model.route.ReservedFields;
import io.quorate.core.model.route.Respond;
import io.quorate.core.model.route.Rewrite;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.Template;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The sections of a route: what it does besides forwarding, and what it changes. */
final class RouteExtras {
    private static final Field<Template> LOCATION = Field.of(
                    "location",
                    Scalars.parsed("a URL or a path", Template::parse),
                    "Where to: http:// or https:// and a host, or a path; ${request.hostname}, ${request.uri} and the"
                            + " other variables of header rules are put in.")
            .required();
    private static final Field<Integer> REDIRECT_STATUS = Field.of(
                    "status",
                    Scalars.integers(301, 308),
                    "The status of the answer: 301, 302, 303, 307 or 308; with 307 and 308 the method stays.")
            .otherwise("302");
    static final Field<Redirect> REDIRECT = Field.of(
            "redirect",
            SectionShape.of(List.of(LOCATION, REDIRECT_STATUS), RouteExtras::redirect),
            "Answers with a redirect.");

    private static final Field<Integer> RESPOND_STATUS = Field.of(
                    "status", Scalars.integers(200, 599), "The status of the answer.")
            .required();
    private static final Field<String> BODY =
            Field.of("body", Scalars.TEXT, "Its body, sent in UTF-8.").otherwise("");
    private static final Field<Map<String, String>> OWN_HEADERS = Field.of(
                    "headers",
                    Values.OWN_HEADERS,
                    "Its headers; `content-type` is `text/plain; charset=utf-8` unless given.")
            .otherwiseEmpty();
    static final Field<Respond> RESPOND = Field.of(
            "respond",
            SectionShape.of(List.of(RESPOND_STATUS, BODY, OWN_HEADERS), RouteExtras::respond),
            "Answers by itself.");

    private static final Field<String> STRIP = Field.of(
                    "strip",
                    Values.ROUTE_PATH,
                    "A prefix taken off the path, by whole segments; a path without it stays as it is.")
            .otherwise("/");
    private static final Field<String> ADD = Field.of("add", Values.ROUTE_PATH, "A prefix put before what is left.")
            .otherwise("/");
    static final Field<Rewrite> REWRITE = Field.of(
                    "rewrite",
                    SectionShape.of(List.of(STRIP, ADD), section -> new Rewrite(section.get(STRIP), section.get(ADD))),
                    "Changes the path that the endpoint sees; the query stays.")
            .otherwiseEmpty();

    static final Field<HeaderRules> REQUEST_HEADERS = headerRules(
            "requestHeaders",
            "Changes the headers that the endpoint sees, ours such as X-Forwarded-For included.",
            RouteExtras::refuseHost);
    static final Field<HeaderRules> RESPONSE_HEADERS = headerRules(
            "responseHeaders",
            "Changes the headers that the client sees, whoever made the response.",
            ReservedFields::check);

    private RouteExtras() {}

    private static Field<HeaderRules> headerRules(String key, String description, Consumer<String> check) {
        Shape<String> name = Values.headerName(check);
        Shape<Map<String, Template>> templates =
                new MapShape<>(name, Scalars.matching("printable ASCII", "[\\x20-\\x7E\\t]*", Template::parse));
        Field<Map<String, Template>> set = Field.of(
                        "set", templates, "Replaces what there is; values may use ${client.ip} and other variables.")
                .otherwiseEmpty();
        Field<Map<String, Template>> add =
                Field.of("add", templates, "Adds to what there is.").otherwiseEmpty();
        Field<List<String>> remove = Field.of("remove", ListShape.of(name), "Removes, before the others.")
                .otherwiseEmpty();
        SectionShape<HeaderRules> shape = SectionShape.of(
                List.of(set, add, remove),
                section -> new HeaderRules(section.get(set), section.get(add), Set.copyOf(section.get(remove))));
        return Field.of(key, shape, description).otherwiseEmpty();
    }

    private static void refuseHost(String name) {
        Expect.that(!name.equals("host"), "header", name, "the key `host` of the route for it");
        ReservedFields.check(name);
    }

    private static Redirect redirect(Section section) {
        return new Redirect(section.get(LOCATION), section.get(REDIRECT_STATUS));
    }

    private static Respond respond(Section section) {
        return new Respond(section.get(RESPOND_STATUS), section.get(BODY), section.get(OWN_HEADERS));
    }
}
