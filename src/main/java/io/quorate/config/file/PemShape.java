package io.quorate.config.file;

import io.quorate.config.schema.Read;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Shape;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import io.quorate.core.model.transport.Pem;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The path of a PEM file. An operator sees the path only.
 *
 * @param check throws {@link IllegalArgumentException} for content that is of no use
 */
public record PemShape(String expected, Consumer<Pem> check) implements Shape<Pem> {
    private static final Shape<String> PATH = Scalars.text("the path of a file", ".+");

    @Override
    public Optional<Read<Pem>> read(Node node, Problems problems) {
        if (!(node instanceof Node.File file)) {
            return PATH.read(node, problems).map(path -> {
                throw new IllegalStateException(path.value() + " was never read");
            });
        }
        if (!file.fault().isEmpty()) {
            problems.add(file.place(), file.path() + ": " + file.fault());
            return Optional.empty();
        }
        Pem pem = new Pem(file.path(), file.content());
        try {
            check.accept(pem);
            return Optional.of(new Read<>(pem, pem.path()));
        } catch (IllegalArgumentException e) {
            problems.add(file.place(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    @Override
    public JsonObject schema() {
        return PATH.schema().put("title", expected);
    }
}
