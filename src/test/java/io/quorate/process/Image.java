package io.quorate.process;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image of one platform as a registry holds it.
 *
 * @param config what is run, and as whom
 * @param layers archives, to be unpacked one over the other
 */
record Image(JsonObject config, List<Path> layers) {
    private static final String NAME = "quorate";

    Image {
        layers = List.copyOf(layers);
    }

    /** Builds the image with the pom's profile, from the base in the registry, and pushes it there; all platforms. */
    static List<Image> push(Registry registry, Path cache) throws IOException, InterruptedException {
        maven(registry, cache, "jib:build", "-Djib.to.image=" + registry.name(NAME + ":1"));
        List<Image> images = new ArrayList<>();
        JsonArray platforms = registry.manifest(NAME, "1").getJsonArray("manifests");
        for (int i = 0; i < platforms.size(); i++) {
            String digest = platforms.getJsonObject(i).getString("digest");
            images.add(of(registry, registry.manifest(NAME, digest)));
        }
        return images;
    }

    /** Builds the image for one platform as an archive for {@code docker load}. */
    static Path tar(Registry registry, Path cache, String platform) throws IOException, InterruptedException {
        Path tar = cache.resolve("image.tar");
        maven(registry, cache, "jib:buildTar", "-Djib.from.platforms=" + platform, "-Djib.outputPaths.tar=" + tar);
        return tar;
    }

    /** Unpacks all layers. */
    void unpack(Path root) throws IOException, InterruptedException {
        Files.createDirectories(root);
        for (Path layer : layers) {
            Shell.run("tar", "-xzf", layer.toString(), "--warning=no-unknown-keyword", "-C", root.toString());
        }
    }

    String platform() {
        return config.getString("os") + "/" + config.getString("architecture");
    }

    JsonObject settings() {
        return config.getJsonObject("config");
    }

    List<String> strings(String setting) {
        return settings().getJsonArray(setting).stream().map(String.class::cast).toList();
    }

    /** The same with one more variable. */
    Image with(String variable) {
        JsonObject changed = config.copy();
        changed.getJsonObject("config").getJsonArray("Env").add(variable);
        return new Image(changed, layers);
    }

    private static Image of(Registry registry, JsonObject manifest) throws IOException {
        List<Path> layers = new ArrayList<>();
        JsonArray parts = manifest.getJsonArray("layers");
        for (int i = 0; i < parts.size(); i++) {
            layers.add(registry.blob(parts.getJsonObject(i).getString("digest")));
        }
        Path config = registry.blob(manifest.getJsonObject("config").getString("digest"));
        return new Image(new JsonObject(Files.readString(config)), layers);
    }

    /** No phase of the build: the jar is what is there, and nothing is written where the build that runs this writes. */
    private static void maven(Registry registry, Path cache, String goal, String... properties)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-q", "-Pimage", goal));
        command.add("-Djib.from.image=" + registry.name(BaseImage.NAME + ":1"));
        command.add("-Djib.allowInsecureRegistries=true");
        command.add("-Djib.baseImageCache=" + cache.resolve("base"));
        command.add("-Djib.applicationCache=" + cache.resolve("project"));
        for (String kind : List.of("digest", "imageId", "imageJson")) {
            command.add("-Djib.outputPaths." + kind + "=" + cache.resolve(kind));
        }
        command.addAll(List.of(properties));
        Shell.run(command.toArray(String[]::new));
    }
}
