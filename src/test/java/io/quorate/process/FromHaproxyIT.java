package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/from-haproxy.md. */
class FromHaproxyIT extends SideBySide {
    FromHaproxyIT() {
        super(Predecessor.HAPROXY);
    }

    @Test
    void aCookieBringsAClientBackToItsServer() throws Exception {
        for (Answers proxy : List.of(theirs, ours)) {
            Map<String, String> first = proxy.to(SHOP + "/");
            for (int i = 0; i < 4; i++) {
                assertThat(proxy.to("-H", "Cookie: " + first.get(Answers.COOKIE), SHOP + "/"))
                        .containsEntry("from", first.get("from"))
                        .doesNotContainKey("set-cookie");
            }
            assertThat(proxy.to("-H", "Cookie: SRV=nobody", SHOP + "/")).containsKey("set-cookie");
        }
    }

    @Test
    void onlyOursShowsTheServerTheCookieThatNamesIt() throws Exception {
        String cookie = theirs.to(SHOP + "/").get(Answers.COOKIE);
        assertThat(theirs.to("-H", "Cookie: " + cookie, SHOP + "/")).doesNotContainKey("cookie");
        cookie = ours.to(SHOP + "/").get(Answers.COOKIE);
        assertThat(ours.to("-H", "Cookie: " + cookie, SHOP + "/")).containsEntry("cookie", cookie);
    }
}
