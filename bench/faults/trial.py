"""One proxy under one fault."""

import shutil
import time
from collections import namedtuple

from faults import NONE
from harm import before, harm, requests
from lab import Lab
from load import CONNECTIONS, Load, warm
from servers import Backend
from truth import SLACK

BACKENDS = [f"10.77.0.{last}" for last in (101, 102, 103)]
# Seconds of load: before the fault, up to so many more by chance, and after it.
WARM_UP, PHASES, RECOVERY = 5, 1, 12
LATE = 0.05  # seconds by which the load may be late itself
OFF = 0.01  # share by which its rate may be another than was asked for

# again: seconds from the fault's end until the backend was used again, None where that is not told.
Row = namedtuple("Row", "proxy fault harm again")


class Trial:
    """Made anew for each run; close() leaves nothing but logs."""

    def __init__(self, options, proxy, name, out):
        self.options, self.proxy, self.name, self.out, self.notes = options, proxy, name, out.resolve(), []
        shutil.rmtree(out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.lab = Lab(options.prefix)
        try:
            self.lab.hub.enter()
            self.farm = self.lab.add("farm", *BACKENDS)
            self.backends = [Backend(self.farm, host, self.out / f"nginx-{host}") for host in BACKENDS]
            self.victim = self.backends[1]
            self.fronts = proxy.start(self.lab, self.backends, self.out)
        except BaseException:
            self.lab.close()
            raise

    def run(self, fault, phase):
        """Rows of the table: the proxy's, and its members' if it has several."""
        load = self.options, self.lab.hub, self.out, self.fronts
        if not warm(*load):
            self.notes.append("it did not answer as fast as requests came, even without a fault")
        load = Load(*load, WARM_UP + PHASES + self.options.seconds + RECOVERY)
        pause_until(load.begins + WARM_UP + phase)
        begun = time.time()
        fault.begin(self.farm, self.victim)
        pause_until(begun + self.options.seconds)
        ending = time.time()
        fault.end(self.farm, self.victim)
        ended = time.time()
        _, waited = load.finish()
        self.note(waited, f"{waited} requests waited until one of {CONNECTIONS} connections was free")
        asked = requests(load.requests)
        self.check(fault, load.begins, begun, ending)
        again = None if fault is NONE else self.again(load.begins, ended)
        rows = [Row(self.name, fault, harm(asked, begun, ended), again)]
        self.judge(rows[0].harm, before(asked, begun))
        if len(self.fronts) > 1:
            for index, front in enumerate(self.fronts):
                own = [request for request in asked if request.target == index]
                rows.append(Row(f"{self.name}, {front}", fault, harm(own, begun, ended), None))
        return rows

    def check(self, fault, since, begun, ending):
        """Whether this was the scenario that it is said to be."""
        unused = [backend.host for backend in self.backends if not used(backend, since, begun)]
        if unused:
            raise RuntimeError(f"not used before the fault: {' '.join(unused)}")
        # Within the first second it may log what it did before.
        if fault is not NONE and used(self.victim, begun + 1, ending - SLACK):
            raise RuntimeError(f"{self.victim.host} was used in spite of the fault")

    def again(self, since, ended):
        """Requests that were due before the end do not count: a backend that hung answers what it had been sent."""
        first = (ended - since) * self.options.rate
        later = [hit.at for hit in used(self.victim, ended, float("inf")) if int(hit.path[1:]) >= first]
        return min(later) - ended if later else float("inf")

    def judge(self, found, early):
        """Whether the load was what it should be, and what became of those that failed."""
        off = abs(found.rate / self.options.rate - 1)
        self.note(off > OFF, f"{found.rate:.0f} requests/s instead of {self.options.rate}")
        worst = found.late[1]
        self.note(worst > LATE, f"the load was late itself, by {worst * 1000:.0f} ms at worst: figures are no better than that")
        self.note(early, f"{early} requests failed or were slow before the fault, not counted")
        kinds = ", ".join(f"{count} × {outcome}" for outcome, count in found.outcomes.most_common())
        self.note(kinds, f"failed: {kinds}")

    def note(self, holds, text):
        if holds:
            self.notes.append(text)

    def close(self):
        self.lab.close()


def pause_until(moment):
    time.sleep(max(0.0, moment - time.time()))


def used(backend, since, until):
    """Requests of clients that it answered, as it logged them."""
    return [hit for hit in backend.hits(since, until, "/") if hit.status == 200 and not hit.path.startswith("/health")]
