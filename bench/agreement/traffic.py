"""What clients and newcomers notice."""

import signal
import time

from scene import FALL, INTERVAL, TIMEOUT, bound
from servers import HTTP, Balancer, Load, endpoints, get, is_ready, view, wait


def liar(scene):
    """one member alone cannot reach a backend (dropped, then refused): no ejection, its vote is shown as down"""
    scene.start()
    scene.watch()
    scene.pause(INTERVAL)
    lying, backend = scene.members[-1], scene.backends[1]
    for how, break_it in (("dropped", lying.space.drop), ("refused", lying.space.refuse)):
        begun = time.time()
        break_it(backend.host)
        limit = 2 * INTERVAL + (FALL + 1) * TIMEOUT + 2
        for member in scene.members:
            wait(limit, f"{member.name} shows the vote", lambda member=member: vote(member, lying, backend) == "down", every=0.1)
        scene.figure(f"{how}: its vote is down in every view after {time.time() - begun:.2f} s")
        told = time.time()
        scene.pause(15)
        shown = [endpoint for endpoint in endpoints(view(lying)) if endpoint["address"] == backend.address][0]
        scene.bar(shown["verdict"] == "up" and not shown["routable"], f"{how}: {lying.name} tells verdict {shown['verdict']}, routable {shown['routable']} (expected: up, False)")
        scene.bar_answered(told, time.time(), scene.names(), f"once the vote is down ({how})")
        early = [answer for answer in scene.answers(begun, told) if answer.member == lying.name]
        scene.figure(f"{how}: {len([a for a in early if a.status != 200])} of {len(early)} requests through {lying.name} failed before that")
        lying.space.heal()
        wait(20, "its vote is up again", lambda: vote(scene.members[0], lying, backend) == "up", every=0.1)
    scene.bar(not [turn for turn in scene.turns() if turn.end == "down"], "no member judged the backend down")
    scene.bar_on_truth(bound(scene.vantages))


def vote(member, voter, backend):
    """What a member shows as the vote of another."""
    seen = view(member)
    ids = {m["id"] for m in seen["members"] if m["name"] == voter.name}
    votes = [v for e in endpoints(seen) if e["address"] == backend.address for v in e["votes"] if v["member"] in ids]
    return votes[0]["vote"] if votes else "none"


def join(scene):
    """a backend that the cluster knows is down, though the newcomer could reach it: it gets no request from the newcomer"""
    *first, late = scene.members
    scene.start(first)
    scene.watch()
    backend = scene.backends[1]
    with scene.truth.change(backend.address, "down"):
        since = time.time()
        for member in first:
            member.space.refuse(backend.host)
    scene.until_turned(backend, "down", since, first)
    scene.pause(INTERVAL)
    begun = time.time()
    late.start()
    answered = wait(60, "the newcomer answers", lambda: get(late.space.address, HTTP, "/first")[0] == 200, every=0.01)
    for _ in range(100):
        get(late.space.address, HTTP, "/first")
    wait(30, "the newcomer is ready", lambda: is_ready(late))
    ready = time.time()
    scene.pause(5)
    ended = time.time()
    asked = {b.address: len([h for h in b.hits(begun, ended, "/") if h.source == late.space.address and not h.path.startswith("/health")]) for b in scene.backends}
    scene.figure(f"its first answer came {answered:.1f} s after its start; requests it sent: {asked}")
    scene.bar(asked[backend.address] == 0, f"requests from the newcomer to what the others know is down: {asked[backend.address]}")
    scene.bar_settled(ready, "the newcomer is ready")
    since = time.time()
    with scene.truth.change(backend.address, "up"):
        for member in first:
            member.space.heal()
    scene.until_turned(backend, "up", since)
    scene.bar_on_truth(bound(1))


def rolling(scene):
    """each member is told to stop and started again, under load through HAProxy in tcp mode"""
    scene.start()
    scene.watch(ask=False)
    Balancer(scene.hub, scene.members, scene.out.resolve())
    loads = {how: Load(scene.hub, scene.out.resolve(), how == "fresh") for how in ("kept", "fresh")}
    scene.pause(5)
    for member in scene.members:
        begun = time.monotonic()
        member.signal(signal.SIGTERM)
        ended = member.process.wait(timeout=60)
        stopped = time.monotonic() - begun
        member.start()
        ready = wait(60, f"{member.name} is ready", lambda member=member: is_ready(member), every=0.1)
        back = time.time()
        scene.pause(3)
        scene.figure(f"{member.name}: ended with {ended} after {stopped:.1f} s, ready {ready:.1f} s after its start")
        scene.bar_settled(back, f"{member.name} is ready again")
    for how, load in loads.items():
        requests, failed, detail = load.stop()
        scene.bar(requests > 0 and failed == 0, f"requests failed on {how} connections: {failed} of {requests}, {detail}")
    scene.bar_on_truth(bound(scene.vantages))
