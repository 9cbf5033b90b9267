"""What each member says of the backends, asked many times a second from inside its own namespace."""

import http.client
import json
import threading
import time
from collections import namedtuple

from servers import ADMIN, HTTP, endpoints, view

EVERY = 0.05

# serving: it has said that it is ready; live: names of the members that it counts as live
Sample = namedtuple("Sample", "at member hash verdicts live serving")
Answer = namedtuple("Answer", "at member status backend seconds")


class Watch:
    """Polls one member over its loopback device, where no cut and no loss reaches, and sends a request through it each time."""

    def __init__(self, member, ask):
        self.member, self.ask = member, ask
        self.samples, self.answers = [], []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        self.member.space.enter()
        admin, web = self.connection(ADMIN, 1), self.connection(HTTP, 10)
        due = time.monotonic()
        while not self.stopped.is_set():
            self.look(admin)
            if self.ask and self.member.alive():
                self.request(web)
            due = max(due + EVERY, time.monotonic())
            self.stopped.wait(due - time.monotonic())

    def look(self, admin):
        try:
            admin.request("GET", "/api/v1/view")
            seen = json.loads(admin.getresponse().read())
            self.samples.append(sample(self.member.name, seen))
        except (OSError, http.client.HTTPException, ValueError):
            admin.close()

    def request(self, web):
        start = time.time()
        try:
            web.request("GET", "/")
            answer = web.getresponse()
            answer.read()
            status, backend = answer.status, answer.getheader("x-server", "")
        except (OSError, http.client.HTTPException) as problem:
            web.close()
            status, backend = 0, type(problem).__name__
        self.answers.append(Answer(start, self.member.name, status, backend, time.time() - start))

    def connection(self, port, timeout):
        return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def stop(self):
        self.stopped.set()
        self.thread.join(15)


def sample(name, seen):
    verdicts = {endpoint["address"]: endpoint["verdict"] for endpoint in endpoints(seen)}
    states = [member["state"] for member in seen["members"] if member["id"] == seen["member"]]
    return Sample(time.time(), name, seen["viewHash"], verdicts, live(seen), states != ["starting"])


def acquainted(members):
    """Whether each of these counts exactly them as live. Call it in the hub."""
    return all(live(view(member)) == frozenset(other.name for other in members) for member in members)


def live(seen):
    """Names of the members that a view counts as live, the one who tells included."""
    return frozenset(member["name"] for member in seen["members"] if member["state"] not in ("lost", "leaving"))
