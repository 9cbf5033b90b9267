package io.quorate.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Network namespaces on one bridge, each of which can be cut from the others; the tests reach all of them. */
final class Network implements AutoCloseable {
    private static final String PREFIX = "qit" + ProcessHandle.current().pid();
    // Of the addresses that are kept for measurements (RFC 2544): no real network has them.
    private static final String SUBNET = "198.18." + ProcessHandle.current().pid() % 250 + ".";
    private static final String BRIDGE = PREFIX + "b";

    private static final Path CONFIGURATION = Path.of("/etc/netns");

    private final List<String> namespaces = new ArrayList<>();
    private final List<Path> configured = new ArrayList<>();
    private boolean linked;

    private Network() {}

    /** Makes the bridge; the test that asks is left out where that is not allowed. */
    static Network create() throws InterruptedException {
        Network network = new Network();
        try {
            Shell.run("ip", "netns", "add", BRIDGE);
            network.namespaces.add(BRIDGE);
            network.inBridge("link", "add", "bridge", "type", "bridge");
            network.inBridge("link", "set", "bridge", "up");
            Shell.run("ip", "link", "add", PREFIX, "type", "veth", "peer", "name", "tests", "netns", BRIDGE);
            network.linked = true;
            network.inBridge("link", "set", "tests", "master", "bridge", "up");
            Shell.run("ip", "addr", "add", SUBNET + "254/24", "dev", PREFIX);
            Shell.run("ip", "link", "set", PREFIX, "up");
        } catch (IOException e) {
            network.close();
            assumeTrue(false, "needs root, iproute2 and iptables, and leave to make network namespaces: " + e);
        }
        return network;
    }

    /** Adds a namespace. */
    Space add() throws IOException, InterruptedException {
        int number = namespaces.size();
        String name = PREFIX + "-" + number;
        Shell.run("ip", "netns", "add", name);
        namespaces.add(name);
        inBridge("link", "add", "to" + number, "type", "veth", "peer", "name", "eth0", "netns", name);
        inBridge("link", "set", "to" + number, "master", "bridge", "up");
        Shell.run("ip", "-n", name, "addr", "add", SUBNET + number + "/24", "dev", "eth0");
        Shell.run("ip", "-n", name, "link", "set", "lo", "up");
        Shell.run("ip", "-n", name, "link", "set", "eth0", "up");
        return new Space(SUBNET + number, List.of("ip", "netns", "exec", name));
    }

    /** Has what runs there from now on ask that DNS server, at port 53, and no other. */
    void resolveBy(Space space, String server, String search) throws IOException {
        // What ip puts in place of /etc/resolv.conf when it enters the namespace.
        Path directory = Files.createDirectories(CONFIGURATION.resolve(name(space)));
        configured.add(directory);
        Files.writeString(
                directory.resolve("resolv.conf"),
                "nameserver " + server + "\nsearch " + search + "\noptions ndots:5 timeout:1 attempts:1\n");
    }

    /** Lets nothing through between one namespace and another any more, either way. */
    void cut(Space one, Space other) throws IOException, InterruptedException {
        iptables(one, "-A", "INPUT", "-s", other.host(), "-j", "DROP");
        iptables(one, "-A", "OUTPUT", "-d", other.host(), "-j", "DROP");
    }

    /** Resets the connections that the one opens to the other. */
    void refuse(Space one, Space other) throws IOException, InterruptedException {
        iptables(one, "-A", "OUTPUT", "-p", "tcp", "-d", other.host(), "-j", "REJECT", "--reject-with", "tcp-reset");
    }

    /** Lets everything through again that was cut or refused there. */
    void heal(Space space) throws IOException, InterruptedException {
        iptables(space, "-F");
    }

    /** Takes all of it away. Processes in it must have ended. */
    @Override
    public void close() {
        if (linked) {
            // By itself it would go some time after its namespace, and the next network has one of the same name.
            run("ip", "link", "del", PREFIX);
            linked = false;
        }
        namespaces.forEach(namespace -> run("ip", "netns", "del", namespace));
        namespaces.clear();
        configured.forEach(directory -> run("rm", "-r", directory.toString()));
        configured.clear();
    }

    private static String name(Space space) {
        return space.enter().get(space.enter().size() - 1);
    }

    private static void run(String... command) {
        try {
            Shell.run(command);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void inBridge(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", BRIDGE));
        command.addAll(List.of(arguments));
        Shell.run(command.toArray(String[]::new));
    }

    private static void iptables(Space space, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(space.enter());
        command.addAll(List.of("iptables", "-w"));
        command.addAll(List.of(arguments));
        Shell.run(command.toArray(String[]::new));
    }
}
