"""Who probes, and how much."""

import time

from scene import INTERVAL, VANTAGES, bound
from servers import view, endpoints
from truth import most_in


def probes(scene):
    """each target sees at most k+1 probes an interval, however many members there are"""
    scene.start()
    scene.pause(2 * INTERVAL)
    begun = time.time()
    scene.pause(scene.options.seconds)
    ended = time.time()
    expected = len(scene.members) if scene.options.solo else scene.vantages
    for backend in scene.backends:
        hits = backend.hits(begun, ended)
        most, mean = most_in(hits, INTERVAL), len(hits) * INTERVAL / (ended - begun)
        sources = len({hit.source for hit in hits})
        scene.bar(
            most <= VANTAGES + 1 and mean >= 0.9 * expected,
            f"{len(scene.members)} members, {backend.address}: {mean:.2f} probes an interval from {sources} members,"
            f" most in any {INTERVAL:g} s: {most} (at most {VANTAGES + 1}, on average at least 0.9 × {expected})",
        )
    scene.bar(not [turn for turn in scene.turns() if turn.end == "down"], "nothing was judged down")


probes.sizes = [1, 3, 6]


def generations(scene):
    """one member's check has another path: two generations side by side, no flap"""
    odd = scene.members[-1]
    odd.conf = scene.conf("conf-odd", "/health-of-another-kind")
    scene.start()
    scene.watch()
    scene.pause(10)
    told = {member.name: {m["configHash"] for m in view(member)["members"]} for member in scene.members}
    scene.bar(scene.options.solo or all(len(hashes) == 2 for hashes in told.values()), f"generations that each member tells of: { {name: len(hashes) for name, hashes in told.items()} } (expected: 2)")
    begun = time.time()
    scene.pause(10)
    for path, limit in (("/health", "others"), ("/health-of-another-kind", "its own")):
        hits = [hit for hit in scene.backends[0].hits(begun, time.time()) if hit.path == path]
        scene.figure(f"{len(hits) * INTERVAL / 10:.1f} probes an interval with the check of {limit}, from {sorted({hit.source for hit in hits})}")
    dead = scene.backends[0]
    since = scene.kill(dead)
    took = scene.until_turned(dead, "down", since)
    scene.bar(max(took.values()) <= bound(1), f"a backend killed: down after {max(took.values()):.2f} s at the last member (at most {bound(1):.2f} s)")
    since = scene.revive(dead)
    scene.until_turned(dead, "up", since)
    scene.pause(3)
    scene.bar_on_truth(bound(1))
