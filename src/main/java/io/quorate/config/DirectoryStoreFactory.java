package io.quorate.config;

import io.vertx.config.spi.ConfigStore;
import io.vertx.config.spi.ConfigStoreFactory;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** Makes the store of a config directory known to vertx-config, which finds it by {@link java.util.ServiceLoader}. */
public final class DirectoryStoreFactory implements ConfigStoreFactory {
    static final String TYPE = "quorate-directory";
    static final String DIRECTORY = "directory";

    @Override
    public String name() {
        return TYPE;
    }

    @Override
    public ConfigStore create(Vertx vertx, JsonObject configuration) {
        return new DirectoryStore(Path.of(configuration.getString(DIRECTORY)));
    }
}
