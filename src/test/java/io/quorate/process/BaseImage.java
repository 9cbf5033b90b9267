package io.quorate.process;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A base for the image where none can be pulled: the Java of this machine with the libraries that it needs, laid out as
 * Temurin's, for this machine's platform, and nothing at all for the other one.
 */
final class BaseImage {
    static final String NAME = "base";

    /** Of the Javas on this machine, the one the image is meant for if it is here. */
    static final Path JAVA = Stream.of("/usr/lib/jvm/temurin-25-jdk-amd64", "/usr/lib/jvm/temurin-25-jdk-arm64")
            .map(Path::of)
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(Path.of(System.getProperty("java.home")));

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    /** Packs $1 and the libraries that it loads into $3; what only a desktop needs may lack them. $2: an empty root. */
    private static final String PACK = """
            set -e
            java=$(readlink -f "$1")
            libraries=$(find "$java/bin/java" "$java/lib" -type f '(' -name '*.so' -o -name java ')' |
                xargs ldd 2>/dev/null | grep -o '/[^ ]*\\.so[^ ]*' | grep -v "^$java/\\|:$" | sort -u)
            mkdir -m 1777 "$2/tmp"
            mkdir "$2/proc" "$2/sys" "$2/dev" "$2/etc"
            tar -c -h --owner=0 --group=0 --exclude='*.zip' --exclude=jmods --exclude=man --exclude=legal \\
                --exclude=include --exclude=ct.sym --exclude='*_nocoops*' --transform "s,^${java#/},opt/java/openjdk," \\
                -C "$2" . -C / "${java#/}" $(echo "$libraries" | sed 's,^/,,') | tee "$3" | sha256sum | cut -d' ' -f1
            gzip -1 "$3"
            """;

    private BaseImage() {}

    /** The platform of this machine, as images name it. */
    static String platform() {
        return "linux/" + architecture();
    }

    /** The major version of its Java. */
    static int version() throws IOException, InterruptedException {
        String printed = Shell.run(JAVA.resolve("bin").resolve("java").toString(), "--version");
        return Integer.parseInt(printed.split("[ .]", 3)[1]);
    }

    /** Puts it into a registry. */
    static void add(Registry registry, Path directory) throws IOException, InterruptedException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path tar = directory.resolve("base.tar");
        String content = "sha256:"
                + Shell.run("sh", "-c", PACK, "sh", JAVA.toString(), root.toString(), tar.toString())
                        .strip();
        JsonArray platforms = new JsonArray();
        for (String architecture : List.of("amd64", "arm64")) {
            boolean own = architecture.equals(architecture());
            JsonObject config = config(architecture, own ? content : "");
            Path file = Files.writeString(directory.resolve("config"), config.encode());
            JsonObject manifest = new JsonObject()
                    .put("schemaVersion", 2)
                    .put("mediaType", MANIFEST)
                    .put("config", part(registry, CONFIG, file))
                    .put("layers", own ? layers(registry, Path.of(tar + ".gz")) : new JsonArray());
            String digest = registry.add(NAME, architecture, new Registry.Manifest(MANIFEST, manifest.encode()));
            platforms.add(new JsonObject()
                    .put("mediaType", MANIFEST)
                    .put("digest", digest)
                    .put("size", manifest.encode().length())
                    .put("platform", new JsonObject().put("os", "linux").put("architecture", architecture)));
        }
        JsonObject index =
                new JsonObject().put("schemaVersion", 2).put("mediaType", INDEX).put("manifests", platforms);
        registry.add(NAME, "1", new Registry.Manifest(INDEX, index.encode()));
    }

    private static JsonArray layers(Registry registry, Path layer) throws IOException {
        return new JsonArray().add(part(registry, LAYER, layer));
    }

    private static JsonObject part(Registry registry, String type, Path file) throws IOException {
        long size = Files.size(file);
        return new JsonObject().put("mediaType", type).put("size", size).put("digest", registry.add(file));
    }

    private static JsonObject config(String architecture, String layer) throws IOException, InterruptedException {
        JsonArray layers = layer.isEmpty() ? new JsonArray() : new JsonArray().add(layer);
        JsonArray variables = JsonArray.of("JAVA_HOME=/opt/java/openjdk", "PATH=/opt/java/openjdk/bin:/usr/bin:/bin");
        if (version() < 25) {
            // Of the image's flags it does not know all.
            variables.add("JDK_JAVA_OPTIONS=-XX:+IgnoreUnrecognizedVMOptions");
        }
        return new JsonObject()
                .put("os", "linux")
                .put("architecture", architecture)
                .put(
                        "config",
                        new JsonObject()
                                .put("Env", variables)
                                .put("Entrypoint", JsonArray.of("/not-meant-to-be-run.sh")))
                .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", layers));
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
