package io.quorate.config.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What is another when a file is another. */
public record Stamp(Path path, String identity, long size, FileTime modified) {
    /**
     * Of a file as it is now, links followed.
     *
     * @throws IOException if there is none
     */
    public static Stamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(file, String.valueOf(attributes.fileKey()), attributes.size(), attributes.lastModifiedTime());
    }

    /** The same, and one of its own if there is none. */
    static Stamp ofAny(Path file) {
        try {
            return of(file);
        } catch (IOException e) {
            return new Stamp(file, "", -1, FileTime.fromMillis(0));
        }
    }
}
