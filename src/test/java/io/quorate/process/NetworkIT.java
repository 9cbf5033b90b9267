package io.quorate.process;

import static io.quorate.process.Cluster.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members and their servers, each in a network namespace of its own, with something between them cut. Needs root. */
class NetworkIT {
    private static final Client CLIENT = new Client();

    @TempDir
    private Path directory;

    private final List<Nginx> servers = new ArrayList<>();
    private final List<Space> farm = new ArrayList<>();
    private final List<Space> spaces = new ArrayList<>();
    private Network network;
    private Cluster cluster;

    @BeforeEach
    void makeNetwork() throws Exception {
        network = Network.create();
        for (int i = 0; i < 2; i++) {
            Space space = network.add();
            farm.add(space);
            Nginx server = Nginx.start(directory.resolve("nginx-" + i), space);
            server.serve("index.html", "hello\n");
            servers.add(server);
        }
        for (int i = 0; i < 3; i++) {
            spaces.add(network.add());
        }
        cluster = Cluster.prepare(directory, servers, spaces);
    }

    @AfterEach
    void stopAll() {
        if (cluster != null) {
            cluster.close();
        }
        servers.forEach(Nginx::close);
        if (network != null) {
            network.close();
        }
    }

    @Test
    void whatOneMemberAloneCannotReachStaysUpAndItsVoteIsShown() throws Exception {
        cluster.start(3);
        network.refuse(spaces.get(2), farm.get(0));
        String address = servers.get(0).address();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(cluster.members())
                        .allSatisfy(
                                member -> assertThat(vote(member, "c", address)).isEqualTo("down")));

        assertThat(cluster.members()).allSatisfy(member -> {
            assertThat(member.verdict(address)).isEqualTo("up");
            assertThat(member.turns(address)).noneMatch(line -> line.contains(" to=down "));
        });
        assertThat(cluster.member(2).endpoint(address).getBoolean("routable")).isFalse();
        assertThat(cluster.member(0).endpoint(address).getBoolean("routable")).isTrue();
        assertThat(CLIENT.get(cluster.web(2))).isEqualTo(200);
    }

    @Test
    void bothSidesOfACutGoOnByThemselvesAndAgreeAfterIt() throws Exception {
        cluster.start(3);
        List<Quorate> pair = List.of(cluster.member(0), cluster.member(1));
        List<Quorate> lone = List.of(cluster.member(2));
        network.cut(spaces.get(2), spaces.get(0));
        network.cut(spaces.get(2), spaces.get(1));
        cluster.awaitAcquainted(pair);
        cluster.awaitAcquainted(lone);
        for (int i = 0; i < 3; i++) {
            assertThat(CLIENT.get(cluster.web(i))).isEqualTo(200);
        }
        Nginx server = servers.get(0);
        server.kill();
        cluster.awaitVerdict(server, "down");

        network.heal(spaces.get(2));
        cluster.awaitAcquainted();
        cluster.awaitEqualViews();

        assertThat(cluster.members()).allSatisfy(member -> {
            assertThat(member.verdict(server.address())).isEqualTo("down");
            assertThat(member.turns(server.address())).as("up, and down once").hasSize(2);
            assertThat(member.turns(servers.get(1).address())).noneMatch(line -> line.contains(" to=down "));
        });
    }

    @Test
    void aNewcomerSendsNothingToWhatTheOthersKnowIsDown() throws Exception {
        network.refuse(spaces.get(0), farm.get(0));
        network.refuse(spaces.get(1), farm.get(0));
        cluster.start(2);
        Nginx server = servers.get(0);
        cluster.awaitVerdict(server, "down");

        // It could reach the server itself, and asks from the first moment on.
        Quorate newcomer = cluster.startNext();
        await().atMost(SOON).until(() -> CLIENT.get(cluster.web(2)) == 200);
        newcomer.awaitReady();
        for (int i = 0; i < 20; i++) {
            assertThat(CLIENT.get(cluster.web(2))).isEqualTo(200);
        }

        assertThat(newcomer.verdict(server.address())).isEqualTo("down");
        assertThat(server.requests()).isZero();
        assertThat(servers.get(1).requests()).isGreaterThan(20);
    }

    /** What a member shows as the vote of the one of that name; empty if it shows none. */
    private static String vote(Quorate teller, String name, String address) {
        String id = "";
        JsonArray members = teller.view().getJsonArray("members");
        for (int i = 0; i < members.size(); i++) {
            JsonObject member = members.getJsonObject(i);
            id = member.getString("name").equals(name) ? member.getString("id") : id;
        }
        JsonArray votes = teller.endpoint(address).getJsonArray("votes");
        for (int i = 0; i < votes.size(); i++) {
            if (votes.getJsonObject(i).getString("member").equals(id)) {
                return votes.getJsonObject(i).getString("vote");
            }
        }
        return "";
    }
}
