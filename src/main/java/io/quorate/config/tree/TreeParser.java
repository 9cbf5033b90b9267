package io.quorate.config.tree;

import io.quorate.core.model.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Makes a tree of a YAML or JSON file (YAML 1.2 has JSON in it). */
public final class TreeParser {
    private final UnaryOperator<String> environment;
    private final Problems problems;

    /** The environment gives an empty text for a variable that is not set. */
    public TreeParser(UnaryOperator<String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** The mapping that a file holds, an empty one if there are only comments; empty if it cannot be made out. */
    public Optional<Node.Entries> parse(String file, String text) {
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            return build(file, EnvironmentReferences.protect(withoutMark));
        } catch (TreeBuilder.Refusal e) {
            problems.add(new Problem(file, e.line(), "", String.valueOf(e.getMessage())));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(new Problem(file, line, "", "not valid YAML: " + explanation(e)));
        } catch (ReaderException e) {
            String message = "not valid YAML: character U+%04X is not allowed".formatted(e.getCodePoint());
            problems.add(new Problem(file, lineAt(withoutMark, e.getPosition()), "", message));
        } catch (YamlEngineException e) {
            problems.add(new Problem(file, 0, "", "not valid YAML: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private Optional<Node.Entries> build(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        TreeBuilder builder = new TreeBuilder(
                new Parse(settings).parseString(text).iterator(),
                new EnvironmentReferences(environment, problems),
                problems);
        Place top = new Place(file, 1, "");
        Node root = builder.document(top);
        if (root instanceof Node.Nothing) {
            return Optional.of(new Node.Entries(top, Map.of()));
        }
        if (root instanceof Node.Entries entries) {
            return Optional.of(entries);
        }
        problems.add(root.place(), "a file must hold a mapping (expected: keys such as listeners, routes, upstreams)");
        return Optional.empty();
    }

    private static String explanation(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        return EnvironmentReferences.restore(context + e.getProblem()).replaceAll("\\s+", " ");
    }

    private static int lineAt(String text, int position) {
        return 1
                + (int) text.chars()
                        .limit(Math.max(0, position))
                        .filter(c -> c == '\n')
                        .count();
    }
}
