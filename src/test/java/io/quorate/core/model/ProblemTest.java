package io.quorate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void isOneLineWhateverAValueHolds() {
        assertThat(new Problem("a.yaml", 3, "routes[0].redirect.location", "/x\r\nb.yaml:1: y"))
                .hasToString("a.yaml:3: routes[0].redirect.location: /x\\r\\nb.yaml:1: y");
        assertThat(new Problem("conf", 0, "", "gone")).hasToString("conf: gone");
    }
}
