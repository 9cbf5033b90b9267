"""What the proxy holds, while it lasts and afterwards."""

import os
import time

from gauges import HEAD as COLUMNS
from gauges import Gauges, row
from proxy import HEAP, KEPT
from servers import wait

STEP = 1.0
SETTLE = 40  # seconds in which all that is left has to be gone
# At most, in MiB: outside of the heap, and altogether.
DIRECT, RSS = 32, HEAP + 200
LIVE = 8  # MiB more of live heap afterwards than before, at most
MORE_FDS = 6


class Watch:
    def __init__(self, proxy):
        self.proxy, self.gauges, self.samples = proxy, Gauges(proxy), []

    def base(self):
        """What there is before it begins, when nothing is kept that had been used."""
        wait(SETTLE, "nothing is kept", lambda: not self.gauges.sample().connections, every=1)
        time.sleep(KEPT + 1)
        self.before = self.gauges.sample(collect=True)
        self.busy = self.processor()

    def processor(self):
        """Seconds of it that the proxy has had."""
        with open(f"/proc/{self.proxy.pid}/stat") as stat:
            user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def until(self, process, limit):
        begun = time.monotonic()
        while process.poll() is None and time.monotonic() < begun + limit and not self.proxy.ended():
            self.samples.append(self.gauges.sample())
            time.sleep(STEP)
        print(f"the proxy was busy for {self.processor() - self.busy:.1f} s of {time.monotonic() - begun:.1f}", flush=True)

    def afterwards(self):
        """Prints the rows; what was too much, or is left."""
        if self.proxy.ended():
            return [f"the proxy ended with {self.proxy.process.returncode}"]
        clean = lambda sample: not (sample.sockets or sample.connections or sample.inflight) and sample.fds <= self.before.fds + MORE_FDS  # noqa: E731
        try:
            wait(SETTLE, "nothing is left", lambda: clean(self.gauges.sample()), every=1)
        except TimeoutError:
            pass
        after = self.gauges.sample(collect=True)
        peak = self.before._make(max((value for value in column if value is not None), default=None) for column in zip(*self.samples))
        print(f"\n-Xmx{HEAP}m\n{COLUMNS}")
        for name, sample in (("before", self.before), ("most", peak), ("after", after)):
            print(row(name, sample), flush=True)
        return self.judged(peak, after, clean)

    def judged(self, peak, after, clean):
        problems = [f"{name} was {value:.0f} MiB (at most {bound})" for name, value, bound in (("direct memory", peak.direct, DIRECT), ("resident memory", peak.rss, RSS)) if value > bound]
        if after.live > self.before.live + LIVE:
            problems.append(f"live heap is {after.live:.1f} MiB after it, and was {self.before.live:.1f} before")
        if not clean(after):
            problems.append("not all that was opened is closed again")
        return problems
