package io.quorate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What stands in a page of the documentation between fences, and in its tables. */
public final class Markdown {
    private static final String FENCE = "```";

    private Markdown() {}

    /**
     * A fenced block.
     *
     * @param line of its first line within the page, from 1 on
     * @param info what stands behind the fence, such as {@code yaml} or {@code nginx complete}
     */
    public record Block(Path page, int line, String info, String text) {
        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    /** The README and the pages of {@code docs}, but no decisions. */
    public static List<Path> pages() {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md")),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of a page, in their order. */
    public static List<Block> blocks(Path page) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            int first = i + 1;
            i = first;
            while (!lines.get(i).equals(FENCE)) {
                i++;
            }
            String text = String.join("\n", lines.subList(first, i)) + "\n";
            blocks.add(new Block(page, first + 1, lines.get(first - 1).substring(FENCE.length()), text));
        }
        return blocks;
    }

    /** The text of the only block of a page with that info. */
    public static String block(Path page, String info) {
        List<Block> found =
                blocks(page).stream().filter(block -> block.info().equals(info)).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(info + " in " + page + ": " + found.size() + " blocks (expected: 1)");
        }
        return found.get(0).text();
    }

    /** The rows of the table behind that mark, without its head, each as its cells without quotes. */
    public static List<List<String>> table(Path page, String mark) {
        List<String> lines = lines(page);
        int start = lines.indexOf(mark);
        if (start < 0) {
            throw new IllegalArgumentException("no " + mark + " in " + page);
        }
        return lines.stream()
                .skip(start + 3L)
                .takeWhile(line -> line.startsWith("|"))
                .map(Markdown::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.length() - 1).split("\\|", -1))
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }

    private static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
