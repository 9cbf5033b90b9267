package io.quorate.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.core.model.route.Rewrite;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteTest {
    private static final String[] PIECES = {
        "/", "/", "//", "a", "b", "api", ".", "..", ";", "%2F", "%2e", "%25", "%C0%AE", "?", "&x=/../", "\\", "~"
    };

    @ParameterizedTest
    @CsvSource({
        "/api, /v1, /api/x,       /v1/x",
        "/api, /v1, /api,         /v1",
        "/api, /v1, /api/,        /v1/",
        "/api, /v1, /apix,        /v1/apix",
        "/api, /v1, /,            /v1/",
        "/api, /v1, /API/x,       /v1/API/x",
        "/api, /v1, /api;a/x,     /v1/api;a/x",
        "/api, /v1, /api%2Fx,     /v1/api%2Fx",
        "/api, /v1, /x/api/y,     /v1/x/api/y",
        "/api, /v1, /api/api/x,   /v1/api/x",
        "/api, /v1, /api//x,      /v1//x",
        "/api, /v1, //api/x,      /v1//api/x",
        "/api, /,   /api/x?a=/api, /x?a=/api",
        "/api, /,   /api?a,       /?a",
        "/api, /,   /api,         /",
        "/api, /,   /api/,        /",
        "/api, /,   /apix,        /apix",
        "/api, /,   //x,          //x",
        "/,    /,   /x//y,        /x//y",
        "/,    /,   //x,          //x",
        "/,    /v1, /x,           /v1/x",
        "/,    /v1, /,            /v1/",
        "/a/,  /b/, /a/x,         /b/x",
        "/a/,  /b/, /a,           /b",
        "/a/b, /,   /a/b/c,       /c",
        "/a/b, /,   /a/c,         /a/c"
    })
    void takesOffAndPutsBeforeWholeSegments(String strip, String add, String target, String seen) {
        assertThat(rewritten(target, new Rewrite(strip, add))).isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api//x", "/api//", "/api///x", "/api//evil.example/..//x", "/api/./../api//x"})
    void refusesWhatWouldBeginWithTwoSlashes(String target) {
        assertThat(rewritten(target, new Rewrite("/api", ""))).isEmpty();
    }

    @Test
    void leavesTheServerAsAWholeAlone() {
        assertThat(RequestTarget.SERVER.rewritten(new Rewrite("", "/v1"))).contains(RequestTarget.SERVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/a b", "/a?b", "/a#b", "/a//b", "//", "/a\\b", "/\u00e9"})
    void refusesPrefixesThatNoPathHas(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rewrite(prefix, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rewrite("", prefix));
    }

    /** What an endpoint sees is what we would take ourselves, as it stands, whatever came in. */
    @Test
    void aRewrittenPathIsAsSafeAsOneThatWasParsed() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int seen = 0;
        for (int i = 0; i < 50_000; i++) {
            Rewrite rewrite = new Rewrite(random.nextBoolean() ? "/api" : "/a/b", random.nextBoolean() ? "/v1" : "/");
            String target = randomTarget(random);
            Optional<RequestTarget> rewritten =
                    RequestTarget.parse(target).flatMap(parsed -> parsed.rewritten(rewrite));
            seen += rewritten.isPresent() ? 1 : 0;
            assertThat(rewritten.flatMap(each -> RequestTarget.parse(each.toString())))
                    .as("seed %d, %s of %s", seed, rewrite, target)
                    .isEqualTo(rewritten);
        }
        assertThat(seen).as("seed %d", seed).isGreaterThan(5_000);
    }

    private static String rewritten(String target, Rewrite rewrite) {
        return RequestTarget.parse(target)
                .flatMap(parsed -> parsed.rewritten(rewrite))
                .map(RequestTarget::toString)
                .orElse("");
    }

    private static String randomTarget(Random random) {
        StringBuilder target = new StringBuilder(random.nextInt(3) > 0 ? "/api" : "/a/b");
        for (int i = random.nextInt(8); i > 0; i--) {
            target.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return target.toString();
    }
}
