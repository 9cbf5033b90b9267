"""Backends, members and watches of one scenario, and the figures and bars that it prints."""

import itertools
import random
import shutil
import time
from pathlib import Path

from lab import Lab
from servers import CLUSTER, Backend, Member, is_ready, wait
from truth import Truth, flaps, known, settled, share, wrong
from watch import Watch, acquainted

INTERVAL, FAST, TIMEOUT, RISE, FALL, VANTAGES, LEASE = 2.0, 0.2, 1.0, 2, 3, 3, 3.0
NAMES = "abcdef"

CONF = """
listeners: [{{ name: web, address: "0.0.0.0:8080" }}]
routes: [{{ name: all, upstream: shop }}]
upstreams:
  - name: shop
    balance: round-robin
    endpoints: [{endpoints}]
    check: {{ type: http, path: {path}, interval: 2s, fast: 200ms, down: 2s, timeout: 1s, rise: 2, fall: 3, vantages: 3 }}
"""


def bound(vantages, fall=FALL, step=FAST):
    """How long all may take to turn a verdict: the next probe is at most interval/k away, then `fall` tries, then half a second."""
    return INTERVAL / vantages + fall * step + 0.5


def silent_bound(vantages):
    """The same when tries end by the timeout only: a second owner begins a slot later, or when the first tells of its failure."""
    second = min(INTERVAL / vantages, TIMEOUT) if vantages > 1 else 0
    return bound(vantages, FALL, max(FAST, TIMEOUT)) + second


class Scene:
    """Made anew for each scenario; close() leaves nothing but logs."""

    def __init__(self, options, name, size=3):
        self.options, self.name, self.failed = options, name, []
        self.out = Path("bench/out/agreement") / name
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.random = random.Random(options.seed)
        self.lab = Lab(options.prefix)
        self.members, self.watches, self.gone = [], [], []
        try:
            self.hub = self.lab.hub
            self.hub.enter()
            self.make_backends()
            self.make_members(size)
        except BaseException:
            self.lab.close()
            raise

    def make_backends(self):
        hosts = [f"10.77.0.{last}" for last in (101, 102, 103)]
        self.farm = self.lab.add("farm", *hosts)
        self.backends = [Backend(self.farm, host, (self.out / f"nginx-{host}").resolve()) for host in hosts]
        self.truth = Truth([backend.address for backend in self.backends])

    def make_members(self, size):
        conf = self.conf("conf", "/health")
        spaces = [self.lab.add(NAMES[i], f"10.77.0.{i + 1}") for i in range(size)]
        peers = [] if self.options.solo else [f"{space.address}:{CLUSTER}" for space in spaces]
        self.members = [Member(NAMES[i], space, self.out, conf, peers) for i, space in enumerate(spaces)]

    def conf(self, name, path):
        directory = self.out / name
        directory.mkdir()
        endpoints = ", ".join(f'{{ address: "{backend.address}" }}' for backend in self.backends)
        (directory / "quorate.yaml").write_text(CONF.format(endpoints=endpoints, path=path))
        return directory

    @property
    def vantages(self):
        """How many share the probes of a target."""
        return 1 if self.options.solo else min(VANTAGES, len(self.members))

    def names(self):
        return [member.name for member in self.members]

    def start(self, members=None):
        """Starts all of these at once and waits until each is ready and all know each other."""
        members, begun = members or self.members, time.monotonic()
        for member in members:
            member.start()
        for member in members:
            wait(60, f"{member.name} is ready", lambda member=member: is_ready(member), every=0.1)
        ready = time.monotonic() - begun
        wait(60, "all members know each other", self.acquainted, every=0.1)
        self.figure(f"{len(members)} members ready after {ready:.1f} s, know each other after {time.monotonic() - begun:.1f} s")

    def acquainted(self):
        return self.options.solo or acquainted([member for member in self.members if member.alive()])

    def watch(self, ask=True):
        self.watches = [Watch(member, ask) for member in self.members]

    def samples(self):
        return sorted(itertools.chain.from_iterable(list(watch.samples) for watch in self.watches))

    def answers(self, since=0.0, until=float("inf")):
        every = itertools.chain.from_iterable(list(watch.answers) for watch in self.watches)
        return [answer for answer in every if since <= answer.at <= until]

    def turns(self):
        return sorted(turn for member in self.members for turn in member.turns())

    def pause(self, seconds):
        time.sleep(seconds)

    def pause_up_to(self, seconds):
        """A random time, so that faults meet every phase of the probes."""
        time.sleep(self.random.uniform(0, seconds))

    def until_turned(self, backend, state, since, members=None, limit=30):
        """When each member's verdict turned to that, in seconds after `since`."""
        names = [member.name for member in members or self.members]

        def found():
            return {t.member: t.at - since for t in self.turns() if t.address == backend.address and t.end == state and t.at >= since - 0.01}

        wait(limit, f"{backend.address} is {state} for {names}", lambda: set(names) <= set(found()), every=0.05)
        return found()

    def kill(self, backend):
        """When the backend was dead."""
        with self.truth.change(backend.address, "down"):
            since = time.time()
            backend.kill()
        return since

    def revive(self, backend):
        """When the backend listened again."""
        with self.truth.change(backend.address, "up"):
            backend.start()
        return time.time()

    def swallow(self, backend):
        """When the backend's address became a black hole."""
        with self.truth.change(backend.address, "down"):
            since = time.time()
            self.farm.swallow(backend.host)
        return since

    def unswallow(self, backend):
        with self.truth.change(backend.address, "up"):
            self.farm.heal()
        return time.time()

    def figure(self, text):
        print(f"     {text}", flush=True)

    def bar(self, holds, text):
        print(f"{'  ok ' if holds else 'FAIL '}{text}", flush=True)
        if not holds:
            self.failed.append(text)

    def bar_on_truth(self, bound_seconds, excuses=()):
        """No verdict turned without a reason, and none was wrong for longer than it may be."""
        unexplained = flaps(self.turns(), self.truth)
        spells = wrong(self.samples(), self.truth, bound_seconds, excuses)
        for turn in unexplained:
            self.figure(f"flap: {turn.member} turned {turn.address} from {turn.start} to {turn.end} at {time.strftime('%H:%M:%S', time.gmtime(turn.at))}")
        for spell in spells:
            self.figure(f"wrong: {spell}")
        self.bar(not unexplained, f"flaps: {len(unexplained)} of {len(self.turns())} turns that no real change explains")
        self.bar(not spells, f"wrong verdicts: {len(spells)} in {len(self.samples())} samples")

    def bar_settled(self, since, what, limit=2.0, members=None, hashes=None):
        """All views are equal and true soon after a moment, and stay so until now."""
        names = members or self.names()
        hashes = not self.options.solo if hashes is None else hashes
        took = settled(self.samples(), names, self.truth, since, hashes)
        self.bar(took is not None and took <= limit, f"views equal {spell(took)} after {what} (at most {limit:g} s)")

    def figure_known(self, since, what):
        if not self.options.solo:
            self.figure(f"all members know each other {spell(known(self.samples(), self.names(), since))} after {what}")

    def bar_answered(self, since, until, members, what):
        """Every request through these members was answered with 200."""
        answers = [answer for answer in self.answers(since, until) if answer.member in members]
        failures = [answer for answer in answers if answer.status != 200]
        slow = share([answer.seconds for answer in answers], 0.99) if answers else 0
        self.bar(answers and not failures, f"requests failed {what}: {len(failures)} of {len(answers)}, p99 {slow * 1000:.0f} ms")
        for failure in failures[:3]:
            self.figure(f"failed: {failure}")

    def close(self):
        for watch in self.watches:
            watch.stop()
        self.lab.close()


def spell(seconds):
    return "never" if seconds is None else f"{seconds:.2f} s"
