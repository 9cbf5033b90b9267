"""Clients that mean well, at a constant rate whatever goes on: HTTP/1.1 over kept connections, and HTTP/2."""

import re
import time

from harm import failed, requests
from load import compiled
from truth import share

LEAD = 2  # seconds in which the load starts
CONNECTIONS = 200


class Good:
    def __init__(self, proxy, options):
        self.proxy, self.seconds = proxy, options.seconds
        web = f"127.0.0.1:{proxy.ports['web']}"
        begins = round((time.time() + LEAD) * 1000)
        self.lines, self.told = proxy.out / "requests", proxy.out / "h2load.out"
        load = ["java", "-Xmx64m", "-XX:+UseSerialGC", "-cp", compiled(proxy.out / "classes"), "Load"]
        self.load = proxy.crew.start("load", *load, options.rate, options.seconds, CONNECTIONS, begins, self.lines, web)
        rps = max(1, options.rate // 8)
        h2load = ["h2load", "-D", options.seconds, "-c", 2, "-m", 10, "--rps", rps, "-T", "20", "-N", "20", f"http://{web}/"]
        with open(self.told, "wb") as to:
            self.h2load = proxy.crew.start("h2load", *h2load, stdout=to)

    def finish(self):
        """Prints how they fared; what went wrong."""
        codes = self.load.wait(90), self.h2load.wait(90)
        if any(codes):
            return [f"the good clients ended with {codes}, see {self.proxy.out}"]
        asked = requests(self.lines)
        lost = [request for request in asked if failed(request)]
        times = [request.took for request in asked]
        figures = f"p50 {share(times, 0.5) * 1000:.1f} ms, p99 {share(times, 0.99) * 1000:.1f} ms, max {max(times) * 1000:.0f} ms"
        print(f"\ngood requests in HTTP/1.1: {len(asked)}, {len(lost)} failed, {figures}; the load was late itself by {max(r.late for r in asked) * 1000:.0f} ms at most")
        told = self.told.read_text()
        counts = re.search(r"requests: .* (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", told)
        times = re.search(r"time for request: +(\S+) +(\S+) +(\S+)", told)
        done, succeeded, *bad = map(int, counts.groups())
        print(f"good requests in HTTP/2: {done}, {sum(bad)} failed, mean {times.group(3)}, max {times.group(2)}", flush=True)
        problems = [f"{len(lost)} good requests in HTTP/1.1 failed: {sorted({request.outcome for request in lost})}"] * bool(lost)
        return problems + [f"good requests in HTTP/2: {counts.group(0)}"] * (any(bad) or succeeded != done or not done)
