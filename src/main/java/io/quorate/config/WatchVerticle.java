package io.quorate.config;

import io.quorate.config.file.ReferencedFiles;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker context on which a config directory is watched, read and made sense of, all in order. */
final class WatchVerticle extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(WatchVerticle.class);

    private final Path directory;
    private final UnaryOperator<String> environment;
    private final Consumer<ConfigReading> readings;
    private @Nullable Watching watching;

    WatchVerticle(Path directory, UnaryOperator<String> environment, Consumer<ConfigReading> readings) {
        this.directory = directory;
        this.environment = environment;
        this.readings = readings;
    }

    @Override
    public Future<?> start() {
        watching = new Watching(vertx);
        return watching.begin();
    }

    @Override
    public Future<?> stop() {
        return watching == null ? Future.succeededFuture() : watching.end();
    }

    /**
     * What there is between start and stop.
     *
     * <p>Of the retriever's ways to tell, only {@code configStream} tells both of its own scans and of what
     * {@code getConfig} found; of the latter also where nothing has changed, hence the comparison here.
     */
    private final class Watching {
        private static final long SCAN_MILLIS = 10_000;
        /** How often to look for a change; files are read once a whole period has passed without another. */
        private static final long LOOK_MILLIS = 100;
        /** Files that never rest are read all the same after so many periods. */
        private static final int LONGEST_UNREST = 8;

        private final Vertx vertx;
        private final ConfigRetriever retriever;
        private final ReferencedFiles files = new ReferencedFiles(directory);
        private final DirectoryWatch watch = new DirectoryWatch(directory, files);
        /** What was told last; empty if what was found since could not be told. */
        private JsonObject last = new JsonObject();
        /** How often in a row the files were others as soon as they were read. */
        private int unsteady;
        /** Periods since the first change that was not read yet; 0 if there is none. */
        private int unrest;

        Watching(Vertx vertx) {
            this.vertx = vertx;
            this.retriever = ConfigRetriever.create(
                    vertx,
                    new ConfigRetrieverOptions()
                            .setIncludeDefaultStores(false)
                            .setScanPeriod(SCAN_MILLIS)
                            .addStore(new ConfigStoreOptions()
                                    .setType(DirectoryStoreFactory.TYPE)
                                    .setConfig(new JsonObject()
                                            .put(DirectoryStoreFactory.DIRECTORY, directory.toString()))));
        }

        Future<Void> begin() {
            retriever.configStream().handler(this::take);
            return retriever.getConfig().map(content -> {
                take(content);
                vertx.setPeriodic(LOOK_MILLIS, id -> look());
                return null;
            });
        }

        Future<Void> end() {
            watch.close();
            return retriever.close();
        }

        private void look() {
            boolean changed = watch.changed();
            if (!changed && unrest == 0) {
                return;
            }
            unrest++;
            if (!changed || unrest > LONGEST_UNREST) {
                unrest = 0;
                retriever // the answer comes by the stream
                        .getConfig()
                        .onFailure(e -> LOGGER.error("event=config_not_read directory={}", directory, e));
            }
        }

        private void take(JsonObject content) {
            JsonObject said = content.copy();
            said.remove(DirectoryContent.SOURCE);
            boolean same = said.equals(last);
            if (same && files.areSteady()) {
                return;
            }
            Map<String, String> before = files.contents();
            ConfigReading reading = ConfigReader.interpret(DirectoryContent.fromJson(content), environment, files);
            if (files.areSteady()) {
                unsteady = 0;
                if (!same || !files.contents().equals(before)) {
                    tell(said, reading);
                }
            } else if (++unsteady < ConfigReader.TRIES) {
                last = new JsonObject();
                unrest = 1; // soon again
            } else {
                unsteady = 0;
                tell(new JsonObject(), ConfigReader.unsteady(directory));
            }
        }

        private void tell(JsonObject said, ConfigReading reading) {
            last = said;
            readings.accept(reading);
        }
    }
}
