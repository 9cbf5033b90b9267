"""Minutes of random faults, one backend at a time: what clients noticed of all of them, and whether anything is left behind."""

import random
import subprocess
import time
from collections import Counter, namedtuple

from faults import FAULTS
from harm import SLOW, failed, requests, slow
from load import Load, warm
from servers import ADMIN, get
from trial import Trial, pause_until
from truth import share

LASTS, PAUSES = (1, 12), (3, 10)  # seconds
SETTLED = 8  # seconds after the load in which all that was kept for reuse may stay, and what was under way must not
# What may be more at the end than at the begin: descriptors, MiB of live heap, MiB of direct buffers, MiB of RSS.
MORE = {"fds": 60, "live": 12, "direct": 8, "rss": 96}

MIB = 1 << 20

Held = namedtuple("Held", "inflight connections fds threads live direct rss")


class Soak(Trial):
    """Like a trial, with many faults."""

    def play(self, minutes, seed):
        """Prints what came of it; what broke its bars."""
        load = self.options, self.lab.hub, self.out, self.fronts
        if not warm(*load):
            self.notes.append("it did not answer as fast as requests came, even without a fault")
        before = self.held()
        running = Load(*load, round(60 * minutes))
        struck = self.strike(random.Random(seed), running)
        _, waited = running.finish()
        self.note(waited, f"{waited} requests waited for a connection of the load's")
        time.sleep(SETTLED)
        after = self.held()
        return self.told(requests(running.requests), struck, before, after)

    def strike(self, dice, load):
        """Faults until the load's last seconds; counts each kind."""
        struck = Counter()
        pause_until(load.begins + PAUSES[0])
        while time.time() + sum(LASTS) < load.ends - PAUSES[1]:
            kind = dice.choice("abc")
            victim = dice.choice(self.backends)
            FAULTS[kind].begin(self.farm, victim)
            time.sleep(dice.uniform(*LASTS))
            FAULTS[kind].end(self.farm, victim)
            struck[FAULTS[kind].name] += 1
            time.sleep(dice.uniform(*PAUSES))
        return struck

    def held(self):
        """What each member holds, with its heap collected."""
        return {member.name: held(member) for member in self.proxy.members}

    def told(self, asked, struck, before, after):
        lost = [request for request in asked if failed(request)]
        took = [request.took for request in asked]
        print(f"{len(asked)} requests, {sum(struck.values())} faults: {', '.join(f'{count} x {name}' for name, count in sorted(struck.items()))}")
        print(f"failed {len(lost)}, over {SLOW * 1000:.0f} ms {sum(map(slow, asked))}, p99 {share(took, 0.99) * 1000:.0f} ms, max {max(took) * 1000:.0f} ms")
        broken = [f"failed: {len(lost)}: {dict(Counter(request.outcome for request in lost))}"] * bool(lost)
        for name in self.fronts:
            print(f"{name}: {row(before[name])} -> {row(after[name])}")
            broken += left(name, before[name], after[name])
        return broken


def held(member):
    subprocess.run(["jcmd", str(member.process.pid), "GC.run"], check=True, capture_output=True)
    _, body = get(member.space.address, ADMIN, "/metrics", timeout=5)
    lines = [line.rsplit(" ", 1) for line in body.splitlines() if not line.startswith("#")]
    metrics = {key: float(value) for key, value in lines}
    return Held(
        inflight=total(metrics, "quorate_inflight"),
        connections=total(metrics, "quorate_connections{"),
        fds=int(metrics["process_open_fds"]),
        threads=int(metrics["jvm_threads_current"]),
        live=metrics['jvm_memory_used_bytes{area="heap"}'] / MIB,
        direct=metrics['jvm_buffer_pool_used_bytes{pool="direct"}'] / MIB,
        rss=metrics["process_resident_memory_bytes"] / MIB,
    )


def left(name, before, after):
    """What a member did not give back."""
    found = [f"{name}: {after.inflight} in flight"] * bool(after.inflight)
    for what, most in MORE.items():
        grown = getattr(after, what) - getattr(before, what)
        found += [f"{name}: {what} grew by {grown:.1f} (expected: at most {most})"] * (grown > most)
    return found


def row(held):
    return ", ".join(f"{name} {value:.1f}" if isinstance(value, float) else f"{name} {value}" for name, value in held._asdict().items())


def total(metrics, start):
    return int(sum(value for key, value in metrics.items() if key.startswith(start)))
