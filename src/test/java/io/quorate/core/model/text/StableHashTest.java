package io.quorate.core.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableHashTest {
    /** Members compare hashes: a change here, however well meant, makes old and new members disagree. */
    @ParameterizedTest
    @CsvSource({
        "'', -1166397803181037274",
        "a, -9033471704281723301",
        "10.0.0.1:80#0123456789abcdef, 3760838873749124936",
        "é€, -1220696563165246049"
    })
    void isTheSameInEveryVersion(String text, long hash) {
        assertThat(StableHash.of(text)).isEqualTo(hash);
    }

    @Test
    void oneBitOfTheTextTurnsAboutHalfTheBitsOfTheHash() {
        int texts = 2_000;
        int[] turned = new int[64];
        for (int i = 0; i < texts; i++) {
            long difference = StableHash.of("10.0.0.1:" + (2 * i)) ^ StableHash.of("10.0.0.1:" + (2 * i + 1));
            for (int bit = 0; bit < 64; bit++) {
                turned[bit] += (int) (difference >>> bit & 1);
            }
        }

        assertThat(Arrays.stream(turned).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(texts * 4 / 10, texts * 6 / 10));
    }

    @Test
    void nearTextsDoNotCollide() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            seen.add(StableHash.of("10.0." + (i >> 8) + "." + (i & 0xFF) + ":80=up"));
        }

        assertThat(seen).hasSize(200_000);
    }
}
