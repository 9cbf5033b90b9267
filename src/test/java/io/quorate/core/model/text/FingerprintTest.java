package io.quorate.core.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void isTheBeginningOfTheSha256() {
        assertThat(Fingerprint.of("")).isEqualTo("e3b0c44298fc1c14");
        assertThat(Fingerprint.of("abc")).isEqualTo("ba7816bf8f01cfea");
        assertThat(Fingerprint.of("é")).isEqualTo("4a99557e4033c353");
    }

    @Test
    void differentListsNeverJoinToTheSameText() {
        Random random = new Random(11);
        String alphabet = "01:,a";
        Map<String, List<String>> seen = new HashMap<>();
        for (int round = 0; round < 50_000; round++) {
            List<String> parts = random.ints(random.nextInt(4), 0, 5)
                    .mapToObj(length -> word(random, alphabet, length))
                    .toList();
            List<String> before = seen.putIfAbsent(Fingerprint.join(parts.toArray()), parts);
            assertThat(before == null || before.equals(parts))
                    .as("%s, %s", before, parts)
                    .isTrue();
        }
    }

    private static String word(Random random, String alphabet, int length) {
        StringBuilder word = new StringBuilder();
        random.ints(length, 0, alphabet.length()).forEach(at -> word.append(alphabet.charAt(at)));
        return word.toString();
    }
}
