package io.quorate.cluster;

import io.quorate.cluster.wire.ClusterSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** What tests of the cluster need: the shipped file under a name of their own, free ports, and keys. */
final class TestClusters {
    static final ClusterSecret SECRET = ClusterSecret.of("known to the members of the test");
    static final String HOST = "127.0.0.1";

    private static final Path SHIPPED = Path.of("cluster.xml");

    private TestClusters() {}

    /** A copy of the shipped file whose members join no other cluster. */
    static Path file(Path directory) throws IOException {
        String name = UUID.randomUUID().toString();
        String text = shipped().replace("<cluster-name>quorate<", "<cluster-name>" + name + "<");
        return Files.writeString(directory.resolve(name + ".xml"), text);
    }

    static String shipped() throws IOException {
        return Files.readString(SHIPPED);
    }

    static ClusterOptions options(Path file, int port, List<String> members, BusTls tls) {
        return new ClusterOptions(file, HOST, port, members, SECRET, tls);
    }

    /** A port that is free, as is the one that goes with it. */
    static int freePort() throws IOException {
        int most = 65_535 - ClusterOptions.BUS_PORT_OFFSET;
        for (int tries = 0; tries < 100; tries++) {
            try (ServerSocket first = listen(0)) {
                int port = first.getLocalPort();
                if (port <= most && isFree(port + ClusterOptions.BUS_PORT_OFFSET)) {
                    return port;
                }
            }
        }
        throw new IOException("no two free ports");
    }

    static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private static boolean isFree(int port) {
        try (ServerSocket free = listen(port)) {
            return free.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** A new key and a certificate signed with itself, so its own authority. */
    static BusTls tls(Path directory, String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        char[] password = "changeit".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(password),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(output);
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        String certificate = pem(
                directory.resolve(name + ".crt"),
                "CERTIFICATE",
                keys.getCertificate(name).getEncoded());
        String key = pem(
                directory.resolve(name + ".key"),
                "PRIVATE KEY",
                keys.getKey(name, password).getEncoded());
        return new BusTls(certificate, key, certificate);
    }

    private static String pem(Path file, String type, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n")
                .toString();
    }
}
