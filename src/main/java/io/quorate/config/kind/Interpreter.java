package io.quorate.config.kind;

import io.quorate.config.file.ReferencedFiles;
import io.quorate.config.schema.Read;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import io.quorate.config.tree.Problems;
import io.quorate.core.model.ProxyConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Makes a config of the trees of its files. */
public final class Interpreter {
    private Interpreter() {}

    /**
     * What the files say together.
     *
     * @param tree all files in one, with their defaults in place
     */
    public record Interpreted(Read<ProxyConfig> config, Node.Entries tree) {}

    /**
     * Reads the trees; empty if something is wrong, in which case at least one problem was added.
     *
     * @param directory for problems that are no file's
     * @param complete whether these are all files; if not, a problem is known already, and nothing is said of what might
     *     stand in the others
     * @param referenced for certificates and keys
     */
    public static Optional<Interpreted> interpret(
            String directory,
            List<Node.Entries> trees,
            boolean complete,
            ReferencedFiles referenced,
            Problems problems) {
        Files files = new Files(new Place(directory, 0, ""), problems);
        trees.forEach(files::add);
        Node.Entries merged = TlsSections.withFiles(files.merged(), referenced);
        Node.Entries tree = new Defaults(merged).applyTo(merged);
        CrossChecks checks = new CrossChecks(tree, problems);
        checks.within();
        if (!complete || !files.complete()) {
            RootSection.SHAPE.partial().read(tree, problems);
            return Optional.empty();
        }
        checks.references();
        Optional<Read<ProxyConfig>> config = RootSection.SHAPE.read(tree, problems);
        return problems.isEmpty() ? config.map(read -> new Interpreted(read, tree)) : Optional.empty();
    }

    /** What one file may hold, as JSON Schema. */
    public static JsonObject schema() {
        return RootSection.SHAPE.schema();
    }
}
