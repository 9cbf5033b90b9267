package io.quorate.core.model;

/**
 * One thing wrong in a config.
 *
 * @param file relative to the config directory; the directory itself if no file is to blame
 * @param line from 1; 0 if no line is to blame
 * @param path of the value, such as {@code upstreams[0].check.interval}; empty if none is to blame
 */
public record Problem(String file, int line, String path, String message) {
    /** {@code file:line: path: message}, without the parts that nothing is known of; one line, whatever a value holds. */
    @Override
    public String toString() {
        String text = file + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
