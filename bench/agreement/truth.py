"""What really was, as the script made it, and how what the members said compares."""

import time
from contextlib import contextmanager

SLACK = 0.01  # the log tells milliseconds


class Truth:
    """Since when which backend is up or down; while a change is being made both are true."""

    def __init__(self, addresses):
        self.changes = {address: [(0.0, 0.0, "up")] for address in addresses}

    @contextmanager
    def change(self, address, state):
        begun = time.time()
        yield
        self.changes[address].append((begun, time.time(), state))

    def at(self, address, moment):
        """The states that were true at that moment."""
        true = set()
        for begun, ended, state in self.changes[address]:
            if begun - SLACK <= moment <= ended + SLACK:
                true.add(state)
            elif begun <= moment:
                true = {state}
        return true

    def since(self, address, moment):
        """When what was true at that moment had become so."""
        return max(ended for begun, ended, _ in self.changes[address] if begun - SLACK <= moment)

    def now(self, address):
        return self.changes[address][-1][2]


def flaps(turns, truth):
    """Verdicts of members that serve that turned to what was not true then: no change of a backend explains them."""
    return [turn for turn in turns if turn.serving and turn.end not in truth.at(turn.address, turn.at)]


class Excuse:
    """From when to when a member need not be right: it was stopped, or has just come back."""

    def __init__(self, member, start, end):
        self.member, self.start, self.end = member, start, end

    def covers(self, sample):
        return sample.member == self.member and self.start <= sample.at <= self.end


def wrong(samples, truth, bound, excuses=()):
    """Spells of more than one sample in a row in which a member that serves told what was not true, later than it may."""
    spells, running = [], {}
    for sample in samples:
        excused = any(excuse.covers(sample) for excuse in excuses)
        for address, verdict in sample.verdicts.items():
            late = sample.at > truth.since(address, sample.at) + bound
            bad = late and sample.serving and not excused and verdict not in truth.at(address, sample.at)
            key = (sample.member, address)
            if not bad:
                running.pop(key, None)
            elif key not in running:
                running[key] = [sample.at, 1, verdict]
            else:
                running[key][1] += 1
                if running[key][1] == 2:
                    spells.append((sample.member, address, running[key]))
    return [f"{member} said {verdict} of {address} ({count} samples)" for member, address, (_, count, verdict) in spells]


def settled(samples, members, truth, since, hashes=True):
    """Seconds after `since` from which on all these members told equal and true views; None if they did not by the end."""
    latest, equal_since = {}, None
    for sample in samples:
        if sample.at < since:
            continue
        latest[sample.member] = sample
        if equal(latest, members, truth, hashes):
            equal_since = equal_since or sample.at
        else:
            equal_since = None
    return None if equal_since is None else equal_since - since


def equal(latest, members, truth, hashes):
    if any(member not in latest or not latest[member].serving for member in members):
        return False
    if hashes and len({latest[member].hash for member in members}) > 1:
        return False
    return all(
        verdict == truth.now(address) for member in members for address, verdict in latest[member].verdicts.items()
    )


def known(samples, members, since):
    """Seconds after `since` from which on each of these members counted exactly these as live; None if never."""
    latest, since_when = {}, None
    for sample in samples:
        if sample.at < since:
            continue
        latest[sample.member] = sample.live
        if all(latest.get(member) == frozenset(members) for member in members):
            since_when = since_when or sample.at
        else:
            since_when = None
    return None if since_when is None else since_when - since


def most_in(hits, span):
    """The most hits in any span of that many seconds."""
    times, most, first = sorted(hit.at for hit in hits), 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - span:
            first += 1
        most = max(most, last - first + 1)
    return most


def longest_gap(hits, since, until):
    """The longest time without a hit between these moments."""
    times = [since, *sorted(hit.at for hit in hits), until]
    return max(after - before for before, after in zip(times, times[1:]))


def share(values, portion):
    """The value that this portion of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(portion * len(ordered)))]
