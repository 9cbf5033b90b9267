package io.quorate.config;

import io.quorate.config.file.ReferencedFiles;
import io.quorate.config.kind.Interpreter;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import io.quorate.config.tree.TreeParser;
import io.quorate.core.model.Problem;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Reads a config directory: all of it as it stood at one moment, or nothing. */
public final class ConfigReader {
    /** How often files are read that change meanwhile. */
    static final int TRIES = 20;
    /** Between tries, for a writer to get done. */
    private static final long PAUSE_NANOS = 50_000_000;

    private ConfigReader() {}

    /**
     * Reads the directory; blocks.
     *
     * @param environment the value of a variable; empty if it is not set, which is the same as being empty
     */
    public static ConfigReading read(Path directory, UnaryOperator<String> environment) {
        ReferencedFiles files = new ReferencedFiles(directory);
        for (int i = 0; i < TRIES; i++) {
            ConfigReading reading = interpret(DirectoryContent.read(directory), environment, files);
            if (files.areSteady()) {
                return reading;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return unsteady(directory);
    }

    /** What there is to say of a directory whose files are others whenever they have been read. */
    static ConfigReading unsteady(Path directory) {
        String message = "the files that it refers to do not stand still (expected: no change while they are read)";
        return new ConfigReading.Rejected(List.of(new Problem(directory.toString(), 0, "", message)));
    }

    /** Makes sense of the files, and reads those that they refer to; only if these are steady, it is of one moment. */
    static ConfigReading interpret(DirectoryContent content, UnaryOperator<String> environment, ReferencedFiles files) {
        files.begin(Path.of(content.source()));
        Problems problems = new Problems();
        content.problems().forEach(problems::add);
        TreeParser parser = new TreeParser(environment, problems);
        List<Node.Entries> trees = new ArrayList<>();
        boolean complete = content.problems().isEmpty();
        for (Map.Entry<String, Buffer> file : content.files().entrySet()) {
            Optional<Node.Entries> tree =
                    decode(file.getKey(), file.getValue(), problems).flatMap(text -> parser.parse(file.getKey(), text));
            tree.ifPresent(trees::add);
            complete &= tree.isPresent();
        }
        Optional<Interpreter.Interpreted> interpreted =
                Interpreter.interpret(content.directory(), trees, complete, files, problems);
        return interpreted
                .<ConfigReading>map(config -> new ConfigReading.Accepted(new LoadedConfig(config, files.contents())))
                .orElseGet(() -> new ConfigReading.Rejected(problems.sorted()));
    }

    private static Optional<String> decode(String file, Buffer bytes, Problems problems) {
        if (bytes.length() == 0) {
            problems.add(new Problem(file, 0, "", "empty (expected: a mapping, or no file at all)"));
            return Optional.empty();
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer input = ByteBuffer.wrap(bytes.getBytes());
        CharBuffer text = CharBuffer.allocate(bytes.length());
        CoderResult result = decoder.decode(input, text, true);
        text.flip();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            problems.add(new Problem(file, line, "", "not valid UTF-8"));
            return Optional.empty();
        }
        return Optional.of(text.toString());
    }
}
