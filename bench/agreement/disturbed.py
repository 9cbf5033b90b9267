"""One member suffers; no member that serves may tell a wrong verdict, and all agree again soon after."""

import os
import signal
import time

from lab import tell
from scene import INTERVAL, LEASE, bound
from servers import is_ready, view, wait
from truth import Excuse, longest_gap
from watch import live

UNPROBED = LEASE + INTERVAL  # by a member that is gone, until another has taken over


def kill9(scene):
    """kill -9 of each member in turn, and again while a backend dies too"""
    scene.start()
    scene.watch()
    scene.pause(INTERVAL)
    gaps = []
    for backend in (None, scene.backends[1]):
        for victim in scene.members:
            others = [member for member in scene.members if member is not victim]
            scene.pause_up_to(INTERVAL)
            begun = time.time()
            victim.kill()
            if backend:
                scene.pause_up_to(1)
                took = scene.until_turned(backend, "down", scene.kill(backend), others)
                scene.figure(f"{victim.name} and a backend killed: down after {max(took.values()):.2f} s at the others")
            scene.pause(UNPROBED + 1)
            gaps.append(gap(scene, begun, backend))
            if not backend:
                scene.bar_answered(begun, time.time(), [member.name for member in others], f"through the others while {victim.name} is dead")
            bring_back(scene, victim)
            if backend:
                scene.until_turned(backend, "up", scene.revive(backend))
    limit = LEASE + INTERVAL / scene.vantages + 0.5
    scene.bar(max(gaps) <= limit, f"longest time that a target was not probed: {max(gaps):.2f} s (at most {limit:.2f} s)")
    scene.bar_on_truth(LEASE + bound(scene.vantages))


def gap(scene, since, dead):
    return max(longest_gap(b.hits(since, time.time()), since, time.time()) for b in scene.backends if b is not dead)


def bring_back(scene, victim):
    victim.start()
    ready = wait(60, f"{victim.name} is ready", lambda: is_ready(victim), every=0.02)
    back = time.time()
    scene.pause(4)
    scene.bar_settled(back, f"{victim.name} is ready again (it took {ready:.1f} s to start)")
    scene.figure_known(back, f"{victim.name} is ready again")


def sigstop5(scene):
    """a member stopped for 5 s, and again while a backend dies meanwhile"""
    stop_and_go(scene, 5)


def sigstop30(scene):
    """a member stopped for 30 s, and again while a backend dies meanwhile"""
    stop_and_go(scene, 30)


def stop_and_go(scene, seconds):
    scene.start()
    scene.watch()
    scene.pause(INTERVAL)
    excuses = []
    for victim, backend in ((scene.members[0], None), (scene.members[-1], scene.backends[1])):
        others = [member for member in scene.members if member is not victim]
        scene.pause_up_to(INTERVAL)
        begun = time.time()
        victim.signal(signal.SIGSTOP)
        scene.pause(1)
        if backend:
            took = scene.until_turned(backend, "down", scene.kill(backend), others)
            scene.figure(f"a backend killed while {victim.name} is stopped: down after {max(took.values()):.2f} s at the others")
        scene.pause(begun + seconds - time.time())
        victim.signal(signal.SIGCONT)
        back = time.time()
        excuses.append(Excuse(victim.name, begun, back + 2))
        if not backend:
            scene.bar_answered(begun, back, [member.name for member in others], f"through the others while {victim.name} is stopped")
        # Hazelcast has removed it after 5 s; it takes its time until it has found the others again.
        scene.pause(4 if seconds <= 5 else 15)
        scene.bar_settled(back, f"{victim.name} goes on after {seconds} s")
        scene.figure_known(back, f"{victim.name} goes on")
        if backend:
            scene.until_turned(backend, "up", scene.revive(backend))
    scene.pause(3)
    scene.bar_on_truth(LEASE + bound(scene.vantages), excuses)


def cpu(scene):
    """one member starved: on one core with busy processes, first as one of five equals, then at the lowest priority"""
    scene.start()
    scene.watch()
    scene.pause(INTERVAL)
    victim, rest = scene.members[-1], scene.members[:-1]
    core = os.cpu_count() - 1
    for process in [member.process for member in rest] + [backend.process for backend in scene.backends]:
        pin(process.pid, range(core))
    tell_own_cores(range(core))
    for nice, busy in ((0, 4), (19, 2)):
        burners = [victim.space.start("taskset", "-c", str(core), "sh", "-c", "while :; do :; done", output=None) for _ in range(busy)]
        pin(victim.process.pid, [core], nice)
        before, begun = ticks(victim.process.pid), time.time()
        scene.pause(scene.options.seconds / 2)
        used = (ticks(victim.process.pid) - before) / os.sysconf("SC_CLK_TCK") / (time.time() - begun)
        answered = len([s for s in scene.samples() if s.member == victim.name and s.at >= begun])
        for burner in burners:
            tell(burner.pid, signal.SIGKILL)
            burner.wait()
        pin(victim.process.pid, [core], 0)
        back = time.time()
        scene.figure(f"{victim.name} beside {busy} busy processes, nice {nice}: had {used:.1%} of a core, told its view {answered} times")
        scene.pause(5)
        scene.bar_settled(back, f"{victim.name} has its core for itself again")
        scene.figure_known(back, f"{victim.name} has its core for itself again")
    scene.bar_on_truth(bound(scene.vantages))


def pin(pid, cores, nice=None):
    """Every thread of a process to these cores, and to that priority."""
    autogroup = f"/proc/{pid}/autogroup"
    if nice is not None and os.path.exists(autogroup):
        # Where the kernel groups processes by session, priorities count between the groups.
        with open(autogroup, "w") as group:
            group.write(str(nice))
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), cores)
        if nice is not None:
            os.setpriority(os.PRIO_PROCESS, int(thread), nice)


def tell_own_cores(cores):
    pin(os.getpid(), cores)


def ticks(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def loss30(scene):
    """30 % of the packets lost at one member, both ways"""
    scene.start()
    scene.watch()
    scene.pause(INTERVAL)
    victim = scene.members[-1]
    begun = time.time()
    victim.space.lose(0.3)
    scene.pause(scene.options.seconds)
    victim.space.heal()
    back = time.time()
    others = [member.name for member in scene.members if member is not victim]
    scene.bar_answered(begun, back, others, "through the others")
    mine = [answer for answer in scene.answers(begun, back) if answer.member == victim.name]
    scene.figure(f"through {victim.name}: {len([a for a in mine if a.status != 200])} of {len(mine)} requests failed")
    alone = [s for s in scene.samples() if s.member == victim.name and s.at >= begun and s.at <= back and len(s.live) == 1]
    scene.figure(f"{victim.name} took itself for alone in {len(alone)} samples")
    scene.pause(15)
    scene.bar_settled(back, "the loss ends")
    scene.figure_known(back, "the loss ends")
    scene.bar_on_truth(bound(scene.vantages))


def partition(scene):
    """one member cut off from the two others for 30 s, both sides reach the backends, one of which dies meanwhile"""
    scene.start()
    scene.watch()
    scene.pause(INTERVAL)
    lone, rest = scene.members[-1], scene.members[:-1]
    begun = time.time()
    lone.space.cut(*[member.space.address for member in rest])
    scene.pause(15)
    count_sides(scene, lone, begun + LEASE + INTERVAL, time.time())
    scene.bar_answered(begun, time.time(), scene.names(), "through each member while the cut lasts")
    dead = scene.backends[1]
    since = scene.kill(dead)
    took = scene.until_turned(dead, "down", since)
    scene.bar(max(took.values()) <= bound(1), f"a backend killed meanwhile: down after {max(took.values()):.2f} s on both sides (at most {bound(1):.2f} s)")
    scene.pause(begun + 30 - time.time())
    lone.space.heal()
    back = time.time()
    scene.pause(20)
    scene.bar_settled(back, "the cut ends")
    scene.figure_known(back, "the cut ends")
    scene.until_turned(dead, "up", scene.revive(dead))
    scene.pause(3)
    scene.bar_on_truth(bound(1))


def cuts(scene):
    """one member cut off ten times, just until it has noticed; each time an endpoint dies or returns meanwhile"""
    scene.start()
    scene.watch()
    lone, rest = scene.members[-1], scene.members[:-1]
    for turn in range(10):
        backend = scene.backends[turn // 2 % 3]
        scene.pause_up_to(INTERVAL)
        lone.space.cut(*[member.space.address for member in rest])
        scene.pause_up_to(LEASE)
        if turn % 2 == 0:
            scene.until_turned(backend, "down", scene.kill(backend))
        else:
            scene.until_turned(backend, "up", scene.revive(backend))
        if not scene.options.solo:
            wait(30, "the lone member knows", lambda: live(view(lone)) == frozenset([lone.name]), every=0.1)
        lone.space.heal()
        back = time.time()
        scene.pause(6)
        scene.bar_settled(back, f"cut {turn + 1} ends")
        scene.figure_known(back, f"cut {turn + 1} ends")
        wait(60, "all members know each other", scene.acquainted, every=0.2)
    scene.bar_on_truth(LEASE + bound(1))


def count_sides(scene, lone, since, until):
    """Each side probes every target itself: its k probes an interval."""
    for side in ([lone], scene.members[:-1]):
        sources = {member.space.address for member in side}
        counts = [len([h for h in backend.hits(since, until) if h.source in sources]) * INTERVAL / (until - since) for backend in scene.backends]
        expected = len(side)
        names = " ".join(member.name for member in side)
        scene.bar(
            all(0.75 * expected <= count <= expected + 1 for count in counts),
            f"side of {names}: {min(counts):.2f} to {max(counts):.2f} probes a target and interval (expected: {expected})",
        )
