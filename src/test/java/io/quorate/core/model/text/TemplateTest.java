package io.quorate.core.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "$", "$$", "a$b{c}", "}"})
    void leavesWhatIsNoVariableAsItIs(String text) {
        assertThat(Template.parse(text).fill(variable -> "?")).isEqualTo(text);
    }

    @Test
    void putsValuesInAtTheirPlaces() {
        Template template = Template.parse("https://${request.host}/x${request.uri}!");

        assertThat(template.fill(variable -> "<" + variable.word() + ">"))
                .isEqualTo("https://<request.host>/x<request.uri>!");
    }

    @Test
    void knowsWhichVariablesOccur() {
        Template template = Template.parse("a${request.host}b");

        assertThat(template.uses(Template.Variable.REQUEST_HOST)).isTrue();
        assertThat(template.uses(Template.Variable.REQUEST_HOSTNAME)).isFalse();
    }

    @Test
    void takesNoReferenceInAValueForOneOfItsOwn() {
        assertThat(Template.parse("${request.host}").fill(variable -> "${client.ip}"))
                .isEqualTo("${client.ip}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${", "${}", "${client.ip", "${client.IP}", "a ${request.cookie} b"})
    void refusesVariablesThatAreNotKnown(String text) {
        assertThatThrownBy(() -> Template.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: ${client.ip}, ${request.id}, ${request.host}");
    }
}
