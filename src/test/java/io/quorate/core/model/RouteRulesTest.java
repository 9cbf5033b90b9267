package io.quorate.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.core.model.route.Forward;
import io.quorate.core.model.route.HeaderRules;
import io.quorate.core.model.route.Redirect;
import io.quorate.core.model.route.Respond;
import io.quorate.core.model.route.Route;
import io.quorate.core.model.route.RouteMatch;
import io.quorate.core.model.text.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route may change and answer. */
class RouteRulesTest {
    private static final Template VALUE = Template.parse("v");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "content-length",
                "expect",
                "http2-settings",
                "keep-alive",
                "proxy-authorization",
                "proxy-connection",
                "te",
                "trailer",
                "transfer-encoding",
                "upgrade"
            })
    void noRuleTouchesWhatFramesAMessageOrEndsAtThisHop(String name) {
        String message = "header: " + name + " (expected: none that frames a message or ends at this hop)";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HeaderRules(Map.of(name, VALUE), Map.of(), Set.of()))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HeaderRules(Map.of(), Map.of(name, VALUE), Set.of()))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HeaderRules(Map.of(), Map.of(), Set.of(name)))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Respond(200, "", Map.of(name, "v")))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-A", "x a", "x:", "x\r\n", "\u00e9"})
    void noRuleHasANameThatIsNone(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HeaderRules(Map.of(name, VALUE), Map.of(), Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeaderRules(Map.of(), Map.of(), Set.of(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx: y", "a\n", "a\0", "\u00e9", "\u0100"})
    void noRuleHasAValueThatAFieldCannotCarry(String value) {
        Map<String, Template> values = Map.of("x-a", Template.parse(value));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeaderRules(values, Map.of(), Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeaderRules(Map.of(), values, Set.of()));
    }

    @Test
    void rulesKeepTheirOrder() {
        Map<String, Template> values = new LinkedHashMap<>();
        for (int i = 20; i > 0; i--) {
            values.put("x-" + i, VALUE);
        }
        assertThat(new HeaderRules(values, Map.of(), Set.of()).set().keySet())
                .containsExactlyElementsOf(values.keySet());
    }

    @Test
    void theHostThatAnEndpointSeesIsNotForRules() {
        HeaderRules rules = new HeaderRules(Map.of(), Map.of(), Set.of("host"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Route("r", List.of(), RouteMatch.ANY, Forward.to("u"), rules, HeaderRules.NONE))
                .withMessage("requestHeaders: host (expected: the key `host` of the route for it)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/login",
                "/login?to=${request.uri}",
                "/$",
                "http://a",
                "https://a.example:8443/x//y",
                "https://[::1]:8443",
                "https://${request.host}",
                "https://${request.hostname}:8443${request.uri}",
                "https://www.${request.hostname}${request.path}#top",
                "${request.scheme}://b.example${request.uri}",
                "https://a?x=${client.ip}"
            })
    void aRedirectLeadsToAHostThatTheConfigNamesOrTheRequestsOwn(String location) {
        assertThat(new Redirect(Template.parse(location), 302).location().text())
                .isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "//a",
                "///a",
                "/\\a",
                "/${request.path}",
                "${request.path}",
                "${request.uri}",
                "https:/a",
                "https://",
                "https:///a",
                "https://${request.uri}",
                "https://a.${request.method}",
                "https://a@b",
                "https://a\\@b",
                "javascript://a",
                "HTTPS://a",
                "https://a/ b",
                "https://a/\u00e9",
                "https://a/\r\nx: y"
            })
    void aRedirectNeverLeadsWhereTheRequestsPathSays(String location) {
        Template template = Template.parse(location);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Redirect(template, 302))
                .withMessageStartingWith("location: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 300, 304, 305, 306, 309})
    void aRedirectHasAStatusThatClientsFollow(int status) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Redirect(Template.parse("/"), status));
    }

    @ParameterizedTest
    @CsvSource({"199, ''", "600, ''", "204, a", "205, a", "304, a"})
    void anAnswerHasAFinalStatusAndABodyOnlyWhereItMay(int status, String body) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Respond(status, body, Map.of()));
    }
}
