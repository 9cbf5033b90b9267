package io.quorate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads units of systemd. */
final class Unit {
    private Unit() {}

    /** The settings of all sections; of one that is there twice the last. */
    static Map<String, String> read(Path file) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int sign = line.indexOf('=');
            if (sign > 0 && !line.startsWith("#")) {
                settings.put(line.substring(0, sign), line.substring(sign + 1));
            }
        }
        return settings;
    }
}
