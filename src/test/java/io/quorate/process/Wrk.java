package io.quorate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of wrk, the load generator. */
final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

    private Wrk() {}

    /** What it printed. */
    record Result(String output) {
        /** How many requests were answered. */
        long requests() {
            Matcher matcher = REQUESTS.matcher(output);
            if (!matcher.find()) {
                throw new IllegalStateException("not a result of wrk: " + output);
            }
            return Long.parseLong(matcher.group(1));
        }

        /** Whether every request was answered with a 2xx or 3xx on a connection that held. */
        boolean clean() {
            return requests() > 0 && !output.contains("Socket errors") && !output.contains("Non-2xx");
        }
    }

    /** Starts a run in the background. */
    static CompletableFuture<Result> start(String url, int connections, int seconds) throws IOException {
        Process process = new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", url)
                .redirectErrorStream(true)
                .start();
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new Result(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
