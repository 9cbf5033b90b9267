package io.quorate.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.CopyOptions;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry of images on the loopback device: as much of it as a build needs to pull a base and to push. */
final class Registry implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Path directory;
    private final HttpServer server;
    private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
    private final AtomicInteger uploads = new AtomicInteger();

    /** What names an image's parts, or its platforms; by {@code name:tag} and by {@code name:digest}. */
    record Manifest(String type, String content) {}

    /** Starts one that keeps what it is given in that directory. */
    Registry(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    /** The name of an image in here, for a build. */
    String name(String image) {
        return "localhost:" + server.actualPort() + "/" + image;
    }

    JsonObject manifest(String image, String reference) {
        Manifest manifest = manifests.get(image + ":" + reference);
        if (manifest == null) {
            throw new IllegalStateException(image + ":" + reference + ": not here, but " + manifests.keySet());
        }
        return new JsonObject(manifest.content());
    }

    Path blob(String digest) {
        return directory.resolve(digest.replace(':', '-'));
    }

    /** Moves a file here. Gives its digest. */
    String add(Path file) throws IOException {
        String digest = Digests.of(file);
        Files.move(file, blob(digest), StandardCopyOption.REPLACE_EXISTING);
        return digest;
    }

    /** Keeps a manifest under a name and under its digest, which is given back. */
    String add(String image, String reference, Manifest manifest) {
        String digest = Digests.of(manifest.content().getBytes(StandardCharsets.UTF_8));
        manifests.put(image + ":" + reference, manifest);
        manifests.put(image + ":" + digest, manifest);
        return digest;
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void answer(HttpServerRequest request) {
        String[] parts = request.path().split("/", -1);
        if (parts.length < 5) {
            end(request, 200);
        } else if (parts[3].equals("manifests")) {
            manifest(request, parts[2], parts[4]);
        } else if (parts[4].equals("uploads")) {
            upload(request, parts[2], parts[5]);
        } else if (Files.exists(blob(parts[4]))) {
            blob(request, blob(parts[4]));
        } else {
            end(request, 404);
        }
    }

    private static void blob(HttpServerRequest request, Path blob) {
        Future<Void> sent;
        if (HttpMethod.HEAD.equals(request.method())) {
            long length = blob.toFile().length();
            sent = request.response()
                    .putHeader("Content-Length", Long.toString(length))
                    .end();
        } else {
            sent = request.response().sendFile(blob.toString());
        }
        sent.onFailure(e -> request.connection().close());
    }

    private void manifest(HttpServerRequest request, String image, String reference) {
        Manifest manifest = manifests.get(image + ":" + reference);
        if (HttpMethod.PUT.equals(request.method())) {
            String type = request.getHeader("Content-Type");
            request.body()
                    .map(body -> add(image, reference, new Manifest(type, body.toString())))
                    .onSuccess(digest -> end(request, 201))
                    .onFailure(e -> end(request, 500));
        } else if (manifest == null) {
            end(request, 404);
        } else {
            request.response().putHeader("Content-Type", manifest.type());
            request.response()
                    .end(Buffer.buffer(manifest.content()))
                    .onFailure(e -> request.connection().close());
        }
    }

    /** Three steps: an id is asked for, bytes are sent to it, and their digest ends it. */
    private void upload(HttpServerRequest request, String image, String asked) {
        String id = asked.isEmpty() ? Integer.toString(uploads.incrementAndGet()) : asked;
        String file = directory.resolve("upload-" + id).toString();
        boolean last = HttpMethod.PUT.equals(request.method());
        request.response().putHeader("Location", "/v2/" + image + "/blobs/uploads/" + id);
        request.pause();
        vertx.fileSystem()
                .open(file, new OpenOptions().setAppend(true))
                .compose(request::pipeTo)
                .compose(written -> last ? keep(file, request.getParam("digest")) : Future.succeededFuture())
                .onSuccess(kept -> end(request, last ? 201 : 202))
                .onFailure(e -> end(request, 500));
    }

    private Future<Void> keep(String file, String digest) {
        return vertx.fileSystem().move(file, blob(digest).toString(), new CopyOptions().setReplaceExisting(true));
    }

    private static void end(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .end()
                .onFailure(e -> request.connection().close());
    }
}
