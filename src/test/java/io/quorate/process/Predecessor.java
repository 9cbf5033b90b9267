package io.quorate.process;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A proxy that Quorate takes over from, run with the config of the page about it. */
enum Predecessor {
    NGINX("nginx", "docs/from-nginx.md"),
    HAPROXY("haproxy", "docs/from-haproxy.md");

    private static final String MAIN = "daemon off; pid nginx.pid;";

    private final String program;
    private final Path page;

    Predecessor(String program, String page) {
        this.program = program;
        this.page = Path.of(page);
    }

    Path page() {
        return page;
    }

    /** Whether it is there, and curl, which asks. */
    boolean isInstalled() {
        return List.of(program, "curl").stream().allMatch(Predecessor::isOnThePath);
    }

    private static boolean isOnThePath(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** What a fence of its whole config says. */
    String info() {
        return program + " complete";
    }

    /** The config with ports, certificates and logs that a test can use. */
    String local(String config, int http, int https, Path directory) throws IOException {
        String local = this == NGINX
                ? config.replace("listen 80;", "listen 127.0.0.1:" + http + ";")
                        .replace("listen 443 ", "listen 127.0.0.1:" + https + " ")
                        .replace("listen 127.0.0.1:8081;", "listen 127.0.0.1:" + Ports.free() + ";")
                        .replace("http {", "http {\n  client_body_temp_path temp;\n  proxy_temp_path temp;\n")
                        .replace("/var/log/nginx/", directory + "/")
                : config.replace("maxconn 20000", "maxconn 2000") // descriptors are limited where tests run
                        .replace("bind :80", "bind 127.0.0.1:" + http)
                        .replace("bind :443", "bind 127.0.0.1:" + https)
                        .replace("bind 127.0.0.1:8404", "bind 127.0.0.1:" + Ports.free());
        return local.replace("/etc/tls/", directory.resolve("tls") + "/");
    }

    /** Whether it takes the config; what it says if not. */
    String complaints(Path directory, String config) throws IOException, InterruptedException {
        Path file = write(directory, config);
        List<String> command = this == NGINX
                ? List.of(
                        program, "-t", "-p", directory.toString(), "-c", file.toString(), "-e", "error.log", "-g", MAIN)
                : List.of(program, "-c", "-f", file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 && !printed.contains("warn") && !printed.contains("WARNING") ? "" : printed;
    }

    /** Runs it until it takes connections. */
    Process start(Path directory, String config, int port) throws IOException {
        Path file = write(directory, config);
        List<String> command = this == NGINX
                ? List.of(program, "-p", directory.toString(), "-c", file.toString(), "-e", "error.log", "-g", MAIN)
                : List.of(program, "-db", "-f", file.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(program + ".log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> Ports.accepts(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(directory.resolve(program + ".log")));
        }
        return process;
    }

    private Path write(Path directory, String config) throws IOException {
        Files.createDirectories(directory.resolve("temp"));
        return Files.writeString(directory.resolve(program + ".conf"), config);
    }
}
