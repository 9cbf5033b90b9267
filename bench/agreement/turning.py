"""How fast, and how much together, all members turn a verdict."""

from scene import INTERVAL, bound, silent_bound
from truth import share


def refused(scene):
    """a backend is killed and started again, many times: all members turn, and together"""
    turn_all(scene, scene.options.turns, bound(scene.vantages), scene.kill, scene.revive)


def blackhole(scene):
    """packets for a backend disappear, many times: all members turn, and together"""
    turns = max(1, scene.options.turns * 2 // 5)
    turn_all(scene, turns, silent_bound(scene.vantages), scene.swallow, scene.unswallow)


def turn_all(scene, turns, limit, break_it, mend_it):
    scene.start()
    scene.watch(ask=False)
    scene.pause(INTERVAL)
    downs, ups = [], []
    for turn in range(turns):
        backend = scene.backends[turn % len(scene.backends)]
        scene.pause_up_to(INTERVAL)
        downs.append(scene.until_turned(backend, "down", break_it(backend)))
        scene.pause_up_to(INTERVAL)
        ups.append(scene.until_turned(backend, "up", mend_it(backend)))
    scene.pause(1)
    last = [max(turn.values()) for turn in downs]
    scene.bar(max(last) <= limit, f"down at the last member: {spread(last)} over {turns} turns (at most {limit:.2f} s)")
    together = [max(turn.values()) - min(turn.values()) for turn in downs]
    scene.bar(share(together, 0.99) <= 0.5, f"down, from the first member to the last: {spread(together)} (p99 at most 0.5 s)")
    scene.figure(f"up at the last member: {spread([max(turn.values()) for turn in ups])}")
    scene.figure(f"up, from the first member to the last: {spread([max(turn.values()) - min(turn.values()) for turn in ups])}")
    scene.bar_on_truth(max(limit, 10))


def spread(seconds):
    return f"p50 {share(seconds, 0.5):.3f}, p99 {share(seconds, 0.99):.3f}, max {max(seconds):.3f} s"
