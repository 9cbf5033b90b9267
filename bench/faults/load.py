"""The load: Load.java, started beside everything else and asked at its end."""

import re
import subprocess
import time
from pathlib import Path

LEAD = 2  # seconds in which it starts
DEADLINE = 30  # seconds after which it gives a request up, as Load.java has it
# More than a third of what comes in 15 s: as many may hang before they take the place of others.
CONNECTIONS = 6000
# A cold JVM would be overrun by a load that does not wait for it: before, so many times that many seconds at most, behind few connections.
COLD, COLD_SECONDS, FEW = 8, 4, 24
KEEPS_UP = 0.05  # of the requests may wait for one of those few


def compiled(classes):
    subprocess.run(["javac", "-d", classes, Path(__file__).parent / "Load.java"], check=True)
    return classes.resolve()


class Load:
    """So many seconds of requests, the addresses in turn."""

    def __init__(self, options, space, out, fronts, seconds, connections=CONNECTIONS):
        self.begins = round(time.time() + LEAD, 3)
        self.ends = self.begins + seconds
        self.requests, self.log = out / "requests", out / "load.log"
        arguments = [options.rate, seconds, connections, round(self.begins * 1000), self.requests, *fronts.values()]
        command = ["java", "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-cp", options.classes, "Load", *arguments]
        # Ahead of all others, or it would measure how long it waited for a core.
        with open(self.log, "wb") as output:
            self.process = space.start(*map(str, command), output=output, nice=-10)

    def finish(self):
        """How many requests there were, and how many of them waited until a connection was free."""
        code = self.process.wait(self.ends - time.time() + DEADLINE + 10)
        told = {name: int(value) for name, value in re.findall(r"(\S+)=(\d+)", self.log.read_text())}
        if code != 0 or "taken" not in told:
            raise RuntimeError(f"the load ended with {code}, see {self.log}")
        return told["taken"], told["waited-for-a-connection"]


def warm(options, space, out, fronts):
    """Asks until answers come as fast as requests; False if they never did."""
    for _ in range(COLD):
        taken, waited = Load(options, space, out, fronts, COLD_SECONDS, FEW).finish()
        if waited <= KEEPS_UP * taken:
            return True
    return False
