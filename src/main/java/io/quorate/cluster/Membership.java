package io.quorate.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import io.quorate.core.model.MemberId;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One stay in the Hazelcast cluster, and who else is there. Its events come on Hazelcast's threads. */
final class Membership implements MembershipListener {
    private static final long LEAVE_SECONDS = 3;
    private static final long TERMINATE_SECONDS = 1;

    private final HazelcastInstance hazelcast;
    private final Cluster cluster;
    private final Events events;
    private volatile Set<MemberId> peers = Set.of();
    private volatile boolean leaving;

    private Membership(HazelcastInstance hazelcast, Events events) {
        this.hazelcast = hazelcast;
        this.cluster = hazelcast.getCluster();
        this.events = events;
    }

    /** Starts Hazelcast and joins. Blocks for seconds. */
    static Membership join(ClusterOptions options, MemberId self, Events events) {
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(ClusterFile.read(options, self));
        Membership membership = new Membership(hazelcast, events);
        hazelcast.getLifecycleService().addLifecycleListener(membership::stateChanged);
        membership.cluster.addMembershipListener(membership);
        membership.refresh();
        return membership;
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** The other members, but those that are no members of ours. */
    Set<MemberId> peers() {
        return peers;
    }

    /** Whether the member is in the cluster; looks again before it says no, since events come late. Does not block. */
    boolean has(MemberId member) {
        return peers.contains(member) || refresh().contains(member);
    }

    boolean isRunning() {
        return hazelcast.getLifecycleService().isRunning();
    }

    /** Leaves in good order, or within a bound. */
    Future<Void> leave() {
        leaving = true;
        return Aside.run("leave", hazelcast.getLifecycleService()::shutdown)
                .timeout(LEAVE_SECONDS, TimeUnit.SECONDS)
                .recover(late -> Aside.run("terminate", hazelcast.getLifecycleService()::terminate)
                        .timeout(TERMINATE_SECONDS, TimeUnit.SECONDS))
                .otherwiseEmpty();
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        refresh();
        events.peersChanged();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        refresh();
        events.peersChanged();
    }

    private void stateChanged(LifecycleEvent event) {
        if (leaving) {
            return;
        }
        if (event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN) {
            events.lost("Hazelcast was shut down");
        } else if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
            refresh();
            events.peersChanged();
        }
    }

    /** A read of Hazelcast's memory, not of the network. */
    private synchronized Set<MemberId> refresh() {
        Set<MemberId> found = new HashSet<>();
        try {
            for (Member member : cluster.getMembers()) {
                String id = member.getAttribute(ClusterFile.ID_ATTRIBUTE);
                if (!member.localMember() && id != null && !id.isBlank()) {
                    found.add(new MemberId(id));
                }
            }
        } catch (HazelcastInstanceNotActiveException e) {
            found.clear();
        }
        peers = Set.copyOf(found);
        return peers;
    }

    /** What happens to the stay; on any thread. */
    interface Events {
        void peersChanged();

        /** Hazelcast is gone, and not because we left. */
        void lost(String reason);
    }
}
