package io.quorate.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends single requests and tells their status. */
final class Client {
    private final HttpClient client = HttpClient.newHttpClient();

    /** The status; 0 if there was no answer. */
    int get(String hostAndPort) throws InterruptedException {
        return get(hostAndPort, "/");
    }

    /** The status; 0 if there was no answer. */
    int get(String hostAndPort, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + hostAndPort + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
