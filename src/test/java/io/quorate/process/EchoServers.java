package io.quorate.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Servers that say what they were asked, in place of those at the addresses of a page: an nginx for all of them, and for
 * one that speaks WebSocket a thread.
 */
final class EchoServers implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("\\b10\\.0\\.\\d+\\.\\d+:\\d+\\b");
    private static final String HTTP2 = ":9000";
    private static final String WEB_SOCKET = "10.0.3.";

    private final Map<String, String> places = new TreeMap<>();
    private final Path directory;
    private final ServerSocket webSockets;
    private final Process nginx;

    private EchoServers(Path directory, String config) throws IOException {
        Files.createDirectories(directory.resolve("temp"));
        this.directory = directory;
        this.webSockets = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ADDRESS.matcher(config).results().forEach(found -> places.computeIfAbsent(found.group(), this::place));
        Path conf = Files.writeString(directory.resolve("nginx.conf"), nginx());
        this.nginx = new ProcessBuilder("nginx", "-p", directory.toString(), "-c", conf.toString(), "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.out").toFile())
                .start();
    }

    /** Starts one at each address that the config names. */
    static EchoServers start(Path directory, String config) throws IOException {
        EchoServers servers = new EchoServers(directory, config);
        daemon(servers::acceptWebSockets);
        for (String place : servers.places.values()) {
            int port = Integer.parseInt(place.substring(place.indexOf(':') + 1));
            await().atMost(Duration.ofSeconds(10)).until(() -> port == servers.webSocketPort() || Ports.accepts(port));
        }
        return servers;
    }

    /** The config with the addresses where they really are. */
    String inPlace(String config) {
        return ADDRESS.matcher(config).replaceAll(found -> places.get(found.group()));
    }

    /** How many requests for that path and query have come, once no more come. */
    long requests(String uri) {
        long[] last = {-1};
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    long before = last[0];
                    last[0] = count(uri);
                    return last[0] > 0 && last[0] == before;
                });
        return last[0];
    }

    @Override
    public void close() throws IOException {
        webSockets.close();
        nginx.destroyForcibly().onExit().join();
    }

    private long count(String uri) throws IOException {
        try (var lines = Files.lines(directory.resolve("access.log"))) {
            return lines.filter(uri::equals).count();
        }
    }

    private int webSocketPort() {
        return webSockets.getLocalPort();
    }

    private String place(String address) {
        try {
            return "127.0.0.1:" + (address.startsWith(WEB_SOCKET) ? webSocketPort() : Ports.free());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String nginx() {
        StringBuilder servers = new StringBuilder();
        places.forEach((address, place) -> {
            if (!address.startsWith(WEB_SOCKET)) {
                servers.append(server(address, place + (address.endsWith(HTTP2) ? " http2" : "")));
            }
        });
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                events { worker_connections 1024; }
                http {
                  log_format uri '$request_uri';
                  access_log access.log uri;
                  client_body_temp_path temp;
                  proxy_temp_path temp;
                %s}
                """.formatted(servers);
    }

    private static String server(String address, String listen) {
        return """
                  server {
                    listen %s;
                    add_header x-powered-by echo always;
                    location /health { access_log off; return 200; }
                    location /fail { return 503 failed; }
                    location / {
                      return 200 "from: %s
                line: $request_method $request_uri
                host: $http_host
                x-real-ip: $http_x_real_ip
                x-forwarded-for: $http_x_forwarded_for
                x-forwarded-proto: $http_x_forwarded_proto
                x-forwarded-host: $http_x_forwarded_host
                x-forwarded-port: $http_x_forwarded_port
                forwarded: $http_forwarded
                via: $http_via
                x-request-id: $http_x_request_id
                cookie: $http_cookie
                ";
                    }
                  }
                """.formatted(listen, address);
    }

    private void acceptWebSockets() {
        while (!webSockets.isClosed()) {
            try {
                Socket socket = webSockets.accept();
                daemon(() -> answerAndClose(socket));
            } catch (IOException e) {
                // The test is over: the loop's condition tells.
            }
        }
    }

    private static void daemon(Runnable what) {
        Thread thread = new Thread(what, "web-sockets");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answerAndClose(Socket socket) {
        try (socket) {
            answer(socket);
        } catch (IOException e) {
            // A check that went away; a request that is missed shows in what the client gets.
        }
    }

    /** Agrees to the protocol and says what the request was like, then ends. */
    private static void answer(Socket socket) throws IOException {
        BufferedReader head = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        String line = head.readLine();
        if (line == null) {
            return;
        }
        String upgrade = "";
        for (String field = head.readLine(); field != null && !field.isEmpty(); field = head.readLine()) {
            upgrade = field.toLowerCase(Locale.ROOT).startsWith("upgrade:")
                    ? field.substring(8).strip()
                    : upgrade;
        }
        socket.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + upgrade
                                + "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nfrom: 10.0.3.1:8080\nline: "
                                + line.replace(" HTTP/1.1", "") + "\n")
                        .getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
