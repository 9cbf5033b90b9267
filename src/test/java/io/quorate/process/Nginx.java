package io.quorate.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A real nginx of one process, with a directory of its own; it can be killed and started again at the same port. */
final class Nginx implements AutoCloseable {
    private final Path directory;
    private final Space space;
    private final int port;
    private Process process;

    private Nginx(Path directory, Space space, int port) throws IOException {
        this.directory = directory;
        this.space = space;
        this.port = port;
        this.process = launch();
    }

    /** Starts one on the loopback device and waits until it listens. */
    static Nginx start(Path directory) throws IOException {
        return start(directory, Space.LOOPBACK);
    }

    /** Starts one and waits until it listens. */
    static Nginx start(Path directory, Space space) throws IOException {
        Files.createDirectories(directory.resolve("html"));
        Files.createDirectories(directory.resolve("temp"));
        Nginx nginx = new Nginx(directory, space, Ports.free());
        nginx.awaitListening();
        return nginx;
    }

    int port() {
        return port;
    }

    String address() {
        return space.host() + ":" + port;
    }

    /** Writes a file that it serves. */
    Path serve(String name, String content) throws IOException {
        return Files.writeString(directory.resolve("html").resolve(name), content);
    }

    /** Makes a file of that many zero bytes that it serves. */
    Path serve(String name, long size) throws IOException {
        Path file = directory.resolve("html").resolve(name);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
        return file;
    }

    /** The requests that it has answered, those of health checks (paths {@code /health...}) left out. */
    long requests() throws IOException {
        return count(line -> !line.startsWith("/health"));
    }

    /** The requests for that path that it has answered. */
    long requests(String path) throws IOException {
        return count(line -> line.startsWith(path + " "));
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void restart() throws IOException {
        process = launch();
        awaitListening();
    }

    @Override
    public void close() {
        kill();
    }

    private long count(Predicate<String> wanted) throws IOException {
        try (var lines = Files.lines(directory.resolve("access.log"))) {
            return lines.filter(wanted).count();
        }
    }

    private Process launch() throws IOException {
        Path conf = directory.resolve("nginx.conf");
        Files.writeString(conf, config());
        return space.command(List.of("nginx", "-p", directory.toString(), "-c", conf.toString(), "-e", "error.log"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.out").toFile())
                .start();
    }

    private String config() {
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                events { worker_connections 2048; }
                http {
                  log_format plain '$uri $status $request_length';
                  access_log access.log plain;
                  client_body_temp_path temp;
                  proxy_temp_path temp;
                  client_max_body_size 0;
                  keepalive_requests 1000000;
                  sendfile on;
                  server {
                    listen %s backlog=4096;
                    root html;
                    add_header x-server %d;
                    location /health { return 200 "ok %d\\n"; }
                    # nginx answers "return" before it has the body; passing it on makes it take all of it first.
                    location = /upload { proxy_pass http://%s/sink; }
                    location = /sink { return 204; }
                  }
                }
                """.formatted(address(), port, port, address());
    }

    private void awaitListening() {
        await().atMost(Duration.ofSeconds(10)).until(() -> Ports.accepts(new InetSocketAddress(space.host(), port)));
    }
}
