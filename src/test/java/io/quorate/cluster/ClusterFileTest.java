package io.quorate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import io.quorate.cluster.wire.ClusterSecret;
import io.quorate.core.model.MemberId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFileTest {
    private static final MemberId SELF = new MemberId("self");

    @TempDir
    private static Path directory;

    @Test
    void theFileForKubernetesAsksDnsAndNobodyElse() {
        Config config = ClusterFile.read(options(Path.of("k8s/base/cluster.xml"), "10.0.0.7", List.of()), SELF);
        assertThat(config.getNetworkConfig().getJoin().getKubernetesConfig().isEnabled())
                .isTrue();
        assertThat(config.getNetworkConfig().getJoin().getKubernetesConfig().getProperty("service-dns"))
                .isEqualTo("quorate-cluster");
        assertThat(config.getProperty("hazelcast.wait.seconds.before.join"))
                .as("0 begins alone without asking DNS")
                .isEqualTo("3");
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().isEnabled())
                .isFalse();
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("10.0.0.7");
    }

    @Test
    void theShippedFileHasWhatTheClusterCountsOn() {
        ClusterOptions options = options(Path.of("cluster.xml"), "127.0.0.1", List.of("127.0.0.1:1", "[::1]:2"));
        Config config = ClusterFile.read(options, SELF);
        assertThat(config.getClusterName()).isEqualTo("quorate");
        assertThat(config.getNetworkConfig().getPort()).isEqualTo(5702);
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
                .containsExactly("127.0.0.1:1", "[::1]:2");
        assertThat(config.getMemberAttributeConfig().getAttribute("quorate.id")).isEqualTo("self");
        assertThat(config.getMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
        assertThat(config.getMapConfig("__vertx.nodeInfo").getBackupCount()).isEqualTo(2);
        assertThat(config.getJetConfig().isEnabled()).isFalse();
        assertThat(config.getMetricsConfig().isEnabled()).isFalse();
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("5");
    }

    @Test
    void looksForTheFirstMemberOfTheMachineUnlessTold() {
        Config config = ClusterFile.read(options(Path.of("cluster.xml"), "127.0.0.1", List.of()), SELF);
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
                .containsExactly("127.0.0.1:5701");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<port auto-increment=\"false\">|<port auto-increment=\"true\">|network/port: 5702 with auto-increment",
                ">${quorate.cluster.port}<|>5701<|network/port: 5701 (expected",
                "<multicast enabled=\"false\"/>|<multicast enabled=\"true\"/>|TCP/IP, Multicast",
                "<auto-detection enabled=\"false\"/>|<!-- -->|network/join/auto-detection: enabled",
                "<interfaces enabled=\"true\">|<interfaces enabled=\"false\">|network/interfaces: not 127.0.0.1",
                "<multimap name=\"__vertx.subs\">|<multimap name=\"subs\">|multimap __vertx.subs: absent",
                "<map name=\"__vertx.nodeInfo\">|<map name=\"nodes\">|map __vertx.nodeInfo: absent",
                "${quorate.cluster.members}|${quorate.cluster.peers}|${quorate.cluster.peers} has no value",
                "<network>|<netwrk>|: line ",
                "<network>|<netwrk/><network>|Hazelcast 5.3 configuration in XML",
            })
    void namesTheFileAndWhatIsWrongInIt(String right, String wrong, String expected) throws IOException {
        String shipped = TestClusters.shipped();
        assertThat(shipped).contains(right);
        Path file = Files.writeString(directory.resolve("broken.xml"), shipped.replace(right, wrong));
        assertThatThrownBy(() -> ClusterFile.read(options(file, "127.0.0.1", List.of()), SELF))
                .isInstanceOf(ClusterFileException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(expected);
    }

    @Test
    void refusesMulticastEvenAlone() throws IOException {
        String text = TestClusters.shipped()
                .replace("<multicast enabled=\"false\"/>", "<multicast enabled=\"true\"/>")
                .replace("<tcp-ip enabled=\"true\"", "<tcp-ip enabled=\"false\"");
        Path file = Files.writeString(directory.resolve("multicast.xml"), text);
        assertThatThrownBy(() -> ClusterFile.read(options(file, "127.0.0.1", List.of()), SELF))
                .hasMessage(file + ": network/join/multicast: enabled (expected: enabled=\"false\")");
    }

    @Test
    void aLinkWithoutItsFileDoesNotStart() throws Exception {
        Path absent = directory.resolve("absent.xml");
        Vertx vertx = Vertx.vertx();
        try {
            TestLink link = new TestLink(vertx, "a", options(absent, "127.0.0.1", List.of()));
            assertThatThrownBy(link::start)
                    .hasCauseInstanceOf(ClusterFileException.class)
                    .hasMessageContaining(absent.toString());
        } finally {
            vertx.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "0.0.0.0", "::", "10.0.0.0/8", "", "10.0.0.256"})
    void refusesAHostThatOthersCannotReachOrThatIsNoAddress(String host) {
        assertThatThrownBy(() -> options(Path.of("cluster.xml"), host, List.of()))
                .hasMessageStartingWith("cluster host: " + host);
    }

    @Test
    void refusesASecretThatIsEasilyGuessed() {
        assertThatThrownBy(() -> ClusterSecret.of(" short \n")).hasMessageContaining("5 bytes (expected: at least 16");
        assertThat(ClusterSecret.of("0123456789abcdef\n")).hasToString("***");
    }

    @Test
    void tlsIsAllOrNothing() {
        assertThatThrownBy(() -> new BusTls("a", "b", "")).hasMessageContaining("all three or none");
    }

    private static ClusterOptions options(Path file, String host, List<String> members) {
        return new ClusterOptions(file, host, 5702, members, ClusterSecret.NONE, BusTls.NONE);
    }
}
