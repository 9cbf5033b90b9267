package io.quorate.process.grpc;

import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.app.Bootstrap;
import io.quorate.app.RunningMember;
import io.quorate.app.Settings;
import io.quorate.app.health.Links;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.testing.Certificates;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** A member in front of a gRPC server, with the listeners {@code clear} and {@code tls}, and clients that go through it. */
final class Proxied implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final Certificates AUTHORITY = Certificates.authority("test");

    private final HttpClient admin = HttpClient.newHttpClient();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final RunningMember member;
    private final Map<String, Integer> ports;

    private Proxied(Path directory, int server) throws IOException {
        KeyPair pair = Certificates.write(Files.createDirectories(directory), AUTHORITY.server("localhost"));
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(conf.resolve("quorate.yaml"), """
                listeners:
                  - { name: clear, address: "127.0.0.1:0", h2c: true }
                  - { name: tls, address: "127.0.0.1:0", tls: { certificates: [{ cert: "%s", key: "%s" }] } }
                routes: [{ name: all, upstream: echo }]
                upstreams: [{ name: echo, protocol: http2, endpoints: [{ address: "127.0.0.1:%d" }] }]
                admin: { address: "127.0.0.1:0" }
                """.formatted(
                        pair.certificate().path(), pair.key().path(), server));
        this.member = Bootstrap.start(new Settings(conf, "a", "", Links.ALONE), name -> "")
                .await();
        this.ports = Map.of("clear", portOf("clear"), "tls", portOf("tls"));
    }

    static Proxied start(Path directory, EchoServer server) throws IOException {
        return new Proxied(directory, server.port());
    }

    /** A client's way through that listener. */
    Channel connect(String listener) {
        return connect(listener, NettyChannelBuilder.forAddress("localhost", port(listener)));
    }

    /** The way through that listener of this member or, if it is gone, of another. */
    Channel connect(String listener, Proxied other) {
        return connect(
                listener, NettyChannelBuilder.forTarget(SeveralMembers.target(port(listener), other.port(listener))));
    }

    /** Whether the listener lets clients in. */
    boolean accepts(String listener) {
        try (Socket socket = new Socket("localhost", port(listener))) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Requests that have been answered. */
    double requests() {
        return metrics()
                .filter(line -> line.startsWith("quorate_requests_total{"))
                .mapToDouble(Proxied::value)
                .sum();
    }

    /** Begins to end as on SIGTERM; done when it has. */
    Future<Void> stop() {
        return member.stop();
    }

    /** As long as it is bound. */
    private int portOf(String listener) {
        return member.listener(listener).orElseThrow().port();
    }

    private int port(String listener) {
        return Objects.requireNonNull(ports.get(listener));
    }

    private Channel connect(String listener, NettyChannelBuilder builder) {
        ManagedChannel channel = (listener.equals("tls") ? trusting(builder) : builder.usePlaintext()).build();
        channels.add(channel);
        return channel;
    }

    /** Nothing is in flight, and once the clients are gone no connection is left. */
    void awaitNothingLeft() {
        await("in flight").atMost(SOON).until(() -> metric("quorate_inflight{upstream=\"echo\"}") == 0);
        channels.forEach(ManagedChannel::shutdownNow);
        await("connections")
                .atMost(SOON)
                .until(() -> Stream.of("clear", "tls")
                        .allMatch(name -> metric("quorate_connections{listener=\"" + name + "\"}") == 0));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        member.stop().await();
    }

    private NettyChannelBuilder trusting(NettyChannelBuilder builder) {
        byte[] trusted = AUTHORITY.pem().text().getBytes(StandardCharsets.US_ASCII);
        try {
            return builder.sslContext(GrpcSslContexts.forClient()
                    .trustManager(new ByteArrayInputStream(trusted))
                    .build());
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private double metric(String series) {
        return metrics()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(Proxied::value)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + series));
    }

    private Stream<String> metrics() {
        URI metrics = URI.create("http://127.0.0.1:" + member.adminAddress().port() + "/metrics");
        HttpRequest request = HttpRequest.newBuilder(metrics).build();
        return admin.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body()
                .lines();
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
    }
}
