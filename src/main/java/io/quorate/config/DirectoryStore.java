package io.quorate.config;

import io.vertx.config.spi.ConfigStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;

/**
 * A config directory as a store of vertx-config. It blocks, so its retriever must live on a worker context; there one
 * read follows the other, and none can overtake another. What cannot be read is content too: a store that failed would
 * only be logged, and one that is optional would count as empty.
 */
final class DirectoryStore implements ConfigStore {
    private final Path directory;

    DirectoryStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public Future<Buffer> get() {
        return Future.succeededFuture(DirectoryContent.read(directory).toJson().toBuffer());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
