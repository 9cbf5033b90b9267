"""All kinds of clients at once, for minutes."""

import json
import re
import subprocess
import time

from gauges import HEAD, Gauges, middle, row
from servers import wait

STEP = 5.0  # between samples
COLLECT = 6  # every so many samples the heap is collected first
WARM_UP = 0.2  # of the run: classes are loaded and pools filled in it
SETTLE = 90  # all that is left must be gone by then
# By how much the last third may exceed the first: a share, and MiB on top.
GROWTH = {"live": (1.10, 4), "direct": (1.10, 8), "rss": (1.10, 16), "fds": (1.10, 32), "threads": (1.0, 4)}


def mixed(stage, options):
    """What went wrong."""
    gauges = Gauges(stage.proxy)
    before = gauges.sample(collect=True)
    seconds = int(options.minutes * 60)
    loads = Loads(stage, seconds, options.seed)
    samples = watch(gauges, seconds)
    problems = loads.finish()
    after = settled(gauges)
    samples = samples[int(len(samples) * WARM_UP) :]
    third = len(samples) // 3
    if third < COLLECT:
        problems.append(f"{len(samples)} samples are too few to compare: run it for longer")
    first, last = middle(samples[:third]), middle(samples[-third:])
    print(HEAD)
    for name, sample in (("before", before), ("first third", first), ("last third", last), ("after", after)):
        print(row(name, sample), flush=True)
    return problems + leftovers(after) + growth(first, last)


def watch(gauges, seconds):
    samples, begun = [], time.monotonic()
    print(HEAD, flush=True)
    while (now := time.monotonic()) < begun + seconds:
        samples.append(gauges.sample(collect=len(samples) % COLLECT == 0))
        if len(samples) % 12 == 1:
            print(row(f"{now - begun:.0f} s", samples[-1]), flush=True)
        time.sleep(max(0, begun + len(samples) * STEP - time.monotonic()))
    return samples


def settled(gauges):
    """The gauges once nothing is left, or when the time for it has passed."""
    clean = lambda sample: not (sample.sockets or sample.connections or sample.inflight)  # noqa: E731
    try:
        took = wait(SETTLE, "nothing is left", lambda: clean(gauges.sample()), every=1)
        print(f"nothing left after {took:.0f} s", flush=True)
    except TimeoutError:
        pass
    return gauges.sample(collect=True)


def leftovers(after):
    found = {"sockets": after.sockets, "connections": after.connections, "requests in flight": after.inflight}
    return [f"{count} {what} left after all clients are gone" for what, count in found.items() if count]


def growth(first, last):
    problems = []
    for name, (share, more) in GROWTH.items():
        begun, ended = getattr(first, name), getattr(last, name)
        if begun is not None and ended > begun * share + more:
            problems.append(f"{name} grew from {begun:.1f} to {ended:.1f} (at most {begun * share + more:.1f})")
    return problems


class Loads:
    """Everything that asks; each ends by itself and tells what it saw."""

    def __init__(self, stage, seconds, seed):
        self.stage, self.running = stage, {}
        proxy = stage.proxy
        script = "bench/soak/pause.lua"
        for secure in (False, True):
            way = "tls" if secure else "clear"
            wrk = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--timeout", "10s", "-s", script]
            self.start(f"wrk-{way}", *wrk, proxy.url("/asset-1.css", secure))
            for behind in ("http1", "http2"):
                h2load = ["h2load", "-D", seconds, "-c", 2, "-m", 10, "--rps", 25, "-T", "20", "-N", "20"]
                self.start(f"h2load-{way}-{behind}", *h2load, proxy.url("/asset-1.css", secure, behind))
        ports = {f"{'tls' if secure else 'clear'}-{behind}": port for (secure, behind), port in proxy.ports.items()}
        crowd = ["node", "bench/soak/crowd.mjs", json.dumps(ports), seconds, seed, stage.authority.ca]
        self.start("crowd", *crowd, env=stage.env())

    def start(self, name, *command, env=None):
        output = open(self.stage.out / f"{name}.out", "wb")
        self.running[name] = self.stage.crew.start(name, *command, stdout=output, env=env)

    def finish(self):
        """What the loads say went wrong."""
        problems = []
        for name, process in self.running.items():
            try:
                code = process.wait(90)
            except subprocess.TimeoutExpired:
                code = None
            told = (self.stage.out / f"{name}.out").read_text(errors="replace")
            judge = {"wrk": judge_wrk, "h2load": judge_h2load, "crowd": judge_crowd}[name.split("-")[0]]
            problems += [f"{name}: {problem}" for problem in judge(name, code, told)]
        return problems


def judge_wrk(name, code, told):
    requests = re.search(r"(\d+) requests in", told)
    bad = re.findall(r"Socket errors: .*|Non-2xx or 3xx responses: .*", told)
    print(f"  {name}: {requests.group(1) if requests else 'no'} requests", flush=True)
    return bad if code == 0 and requests else [f"ended with {code}"]


def judge_h2load(name, code, told):
    counts = re.search(r"requests: .* (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", told)
    if code != 0 or not counts:
        return [f"ended with {code}"]
    done, succeeded, *bad = map(int, counts.groups())
    print(f"  {name}: {done} requests", flush=True)
    return [counts.group(0)] if any(bad) or done == 0 or succeeded != done else []


def judge_crowd(name, code, told):
    if code != 0:
        return [f"ended with {code}"]
    kinds = json.loads(told)
    for kind, found in kinds.items():
        print(f"  {name}: {kind}: {found['done']} done, {found['failed']} failed", flush=True)
    return [f"{kind}: {found['done']} done, {found['failed']} failed: {found['why']}" for kind, found in kinds.items() if found["failed"] or not found["done"]]
