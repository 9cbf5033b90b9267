package io.quorate.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The packaged jar as a process of its own, asked over its admin API. */
final class Quorate implements AutoCloseable {
    private static final Set<String> GONE = Set.of("lost", "leaving");
    private static final Path JAR = Path.of("target", "quorate.jar");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final Seat seat;

    private Quorate(Process process, Path log, Seat seat) {
        this.process = process;
        this.log = log;
        this.seat = seat;
    }

    /** What a command printed, and how it ended. */
    record Result(int exit, String out, String err) {}

    /** Runs a command to its end. */
    static Result command(Path directory, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process = new ProcessBuilder(java(List.of("-XX:TieredStopAtLevel=1"), List.of(arguments)))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running after 60 s: " + String.join(" ", arguments));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Starts a member on its own on a config directory and waits until it is ready. */
    static Quorate run(Path directory, Path conf, String... jvmOptions) throws IOException {
        Quorate quorate = start(directory, Seat.alone(conf), jvmOptions);
        quorate.awaitReady();
        return quorate;
    }

    /** Starts a member, which is not ready yet. */
    static Quorate start(Path directory, Seat seat, String... jvmOptions) throws IOException {
        Path log = Files.createTempFile(directory, "quorate-" + seat.name() + "-", ".log");
        Process process = seat.space()
                .command(java(List.of(jvmOptions), seat.arguments()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Quorate(process, log, seat);
    }

    void awaitReady() throws IOException {
        await().atMost(Duration.ofSeconds(60)).until(this::readyOrDead);
        if (!process.isAlive()) {
            throw new IllegalStateException("did not start: " + Files.readString(log));
        }
    }

    Seat seat() {
        return seat;
    }

    Process process() {
        return process;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    int readyz() {
        return get("/readyz").statusCode();
    }

    JsonObject config() {
        return new JsonObject(get("/api/v1/config").body());
    }

    /** The value of a metric, given its name and labels as exposed; 0 if there is no such line. */
    double metric(String series) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }

    JsonObject view() {
        return new JsonObject(get("/api/v1/view").body());
    }

    /** What the view says of an endpoint, in whichever upstream it is first. */
    JsonObject endpoint(String address) {
        return endpoints(address).get(0);
    }

    /** What the view says of an endpoint, in each upstream that it is in; in one at least. */
    private List<JsonObject> endpoints(String address) {
        List<JsonObject> found = new ArrayList<>();
        for (Object upstream : view().getJsonArray("upstreams")) {
            for (Object each : ((JsonObject) upstream).getJsonArray("endpoints")) {
                JsonObject endpoint = (JsonObject) each;
                if (endpoint.getString("address").equals(address)) {
                    found.add(endpoint);
                }
            }
        }
        assertThat(found).as("endpoints at %s in %s", address, view()).isNotEmpty();
        return found;
    }

    /** The names of the members that it counts as live, in order. */
    List<String> live() {
        JsonArray members = view().getJsonArray("members");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            JsonObject member = members.getJsonObject(i);
            if (!GONE.contains(member.getString("state"))) {
                names.add(member.getString("name"));
            }
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }

    /** The config hashes of the members, each once. */
    Set<String> generations() {
        JsonArray members = view().getJsonArray("members");
        Set<String> hashes = new HashSet<>();
        for (int i = 0; i < members.size(); i++) {
            hashes.add(members.getJsonObject(i).getString("configHash"));
        }
        return hashes;
    }

    /** The lines of its log that tell of a verdict on that endpoint of the upstream "shop" that turned. */
    List<String> turns(String address) throws IOException {
        return log().lines()
                .filter(line -> line.contains("event=verdict upstreams=shop address=" + address + " "))
                .toList();
    }

    /** On an endpoint in whichever upstream it is first. */
    String verdict(String address) {
        return endpoint(address).getString("verdict");
    }

    /** Whether this is the verdict on an endpoint in each upstream that it is in. */
    boolean holds(String address, String verdict) {
        return endpoints(address).stream()
                .allMatch(endpoint -> endpoint.getString("verdict").equals(verdict));
    }

    HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + seat.admin() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private boolean readyOrDead() {
        try {
            return !process.isAlive() || readyz() == 200;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static List<String> java(List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(arguments);
        return command;
    }
}
