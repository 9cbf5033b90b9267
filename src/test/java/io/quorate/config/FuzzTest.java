package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.config.file.ReferencedFiles;
import io.quorate.core.model.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is done to a file, it is read or refused, and a refusal names a file. */
class FuzzTest {
    private static final int ROUNDS = 4_000;
    private static final String SNIPPETS = "{}[]:,-#&*!|>'\"%@`\n\t ~0${env:X}\u00e9\uE0E0\u0000";

    @Test
    void mangledFilesAreReadOrRefusedAndNothingIsThrown() throws IOException {
        long seed = Long.getLong("quorate.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> texts = texts();
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mangled(texts.get(random.nextInt(texts.size())), random);
            if (isAccepted(text, "seed " + seed + " round " + round + "\n" + text)) {
                accepted++;
            }
        }
        System.out.printf("seed %d: %d of %d mangled files accepted%n", seed, accepted, ROUNDS);
    }

    private static boolean isAccepted(String text, String description) {
        TreeMap<String, Buffer> files = new TreeMap<>();
        files.put("fuzz.yaml", Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)));
        ConfigReading reading;
        try {
            reading = ConfigReader.interpret(
                    new DirectoryContent("conf", "conf", files, List.of()),
                    name -> "",
                    new ReferencedFiles(Path.of("conf")));
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(description, e);
        }
        if (reading instanceof ConfigReading.Rejected rejected) {
            assertThat(rejected.problems())
                    .as(description)
                    .isNotEmpty()
                    .extracting(Problem::file)
                    .containsAnyOf("fuzz.yaml", "conf")
                    .doesNotContain("");
        }
        return reading instanceof ConfigReading.Accepted;
    }

    private static String mangled(String text, Random random) {
        String mangled = text;
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times && !mangled.isEmpty(); i++) {
            mangled = mangledOnce(mangled, random);
        }
        return mangled;
    }

    private static String mangledOnce(String text, Random random) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at);
            case 1 -> withLines(text, random, true);
            case 2 -> withLines(text, random, false);
            case 3 -> text.substring(0, at) + SNIPPETS.charAt(random.nextInt(SNIPPETS.length())) + text.substring(at);
            case 4 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + random.nextInt(9)));
            default -> scalarsSwapped(text, random);
        };
    }

    private static String withLines(String text, Random random, boolean less) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n")));
        if (lines.size() < 2) {
            return text;
        }
        if (less) {
            lines.remove(random.nextInt(lines.size()));
        } else {
            Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        }
        return String.join("\n", lines);
    }

    private static String scalarsSwapped(String text, Random random) {
        String[] words = text.split("(?<=[ :,\\n])");
        List<String> list = new ArrayList<>(Arrays.asList(words));
        Collections.swap(list, random.nextInt(list.size()), random.nextInt(list.size()));
        return String.join("", list);
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("conf"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }
}
