"""Reads the command line, runs what it asks for and prints the table."""

import argparse
import os
import random
import re
import subprocess
import sys
import time
import traceback
from pathlib import Path

from faults import FAULTS
from load import compiled
from proxies import PROXIES
from soak import Soak
from trial import PHASES, Trial

OUT = Path("bench/out/faults")
# Of ours: how many may fail, how long one may take, and from when on no more harm is done (seconds).
FAILED, MOST, LAST = 0, 1.5, 1.0

HEAD = """| proxy | fault | failed | over 250 ms | p99 | max | last harm | harmed after its end | used again after | load: requests/s, late p99 / max |
|---|---|---|---|---|---|---|---|---|---|"""
LEGEND = """Time counts from when a request was due, whether it was answered or failed. failed: no answer, or not 200. p99: of requests due while the
fault lasted; all else is of those due from its begin to the end of the load. last harm: from the fault's begin until the last request was due
that failed or took over 250 ms. used again: from the fault's end until the backend answered a request due after it, by its own log."""


def main():
    options = read()
    print(f"{len(options.proxy)} proxies, {options.rate} requests/s, fault for {options.seconds} s, seed {options.seed}\n{versions()}", flush=True)
    options.prefix = os.environ["QUORATE_LAB"]
    options.classes = compiled(OUT / "classes")
    if options.soak:
        return soak(options)
    print(f"\n{HEAD}", flush=True)
    phases, notes, broken = random.Random(options.seed), [], []
    for name in options.proxy:
        for fault in options.fault:
            for number in range(options.repeat):
                run(options, name, fault, number, phases.uniform(0, PHASES), notes, broken)
    print("\n" + "\n".join([LEGEND, "", *notes, *(f"BROKEN {text}" for text in broken)]), flush=True)
    return 1 if broken else 0


def soak(options):
    broken = []
    for name in options.proxy:
        print(f"\n{name}, {options.soak:g} minutes", flush=True)
        trial = Soak(options, PROXIES[name], name, OUT / f"{name}-soak")
        try:
            broken += trial.play(options.soak, options.seed)
        finally:
            trial.close()
        print("\n".join(trial.notes), flush=True)
    print("\n".join(f"BROKEN {text}" for text in broken) if broken else "all bars hold", flush=True)
    return 1 if broken else 0


def read():
    parser = argparse.ArgumentParser(prog="bench/faults/run")
    parser.add_argument("--list", action="store_true", help="name the proxies and the faults")
    parser.add_argument("--proxy", type=names(PROXIES), default=[name for name in PROXIES if name != "bare"], help=" ".join(PROXIES))
    parser.add_argument("--fault", type=names(FAULTS), default=["a", "b", "c"], help=" ".join(FAULTS))
    parser.add_argument("--seconds", type=int, default=15, help="how long the fault lasts")
    parser.add_argument("--rate", type=int, default=1000, help="requests a second")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32), help="of the moment between two checks")
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES", help="random faults of a, b and c for so long, of ours only")
    parser.add_argument("--repeat", type=int, default=1, help="how often each is run, at another moment each time")
    options = parser.parse_args()
    if options.soak and not all(name.startswith("quorate") for name in options.proxy):
        parser.error("--soak is of ours only: --proxy quorate,quorate-3")
    if options.list:
        print(f"proxies: {' '.join(PROXIES)}\nfaults: " + ", ".join(fault.name for fault in FAULTS.values()))
        sys.exit(0)
    return options


def names(known):
    def several(text):
        unknown = [name for name in text.split(",") if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"{' '.join(unknown)} (expected: {', '.join(known)})")
        return text.split(",")

    return several


def versions():
    asked = {"java": "-version", "haproxy": "-v", "nginx": "-v", "caddy": "version", "git": "describe --always --dirty"}
    told = [f"{tool} {first_number(tool, *how.split())}" for tool, how in asked.items()]
    return f"{time.strftime('%Y-%m-%d %H:%M %Z')}, {os.cpu_count()} cores, {', '.join(told)}"


def first_number(*command):
    """The first word with a digit in what a command says of its version."""
    done = subprocess.run(command, capture_output=True, text=True)
    return next((word.strip('"') for word in (done.stdout + done.stderr).split() if re.search(r"\d", word)), "unknown")


def run(options, name, fault, number, phase, notes, broken):
    title = f"{name} {fault}" + (f" #{number + 1}" if options.repeat > 1 else "")
    ahead = time.time() - time.monotonic()
    try:
        trial = Trial(options, PROXIES[name], name, OUT / title.replace(" ", "-"))
        try:
            rows = trial.run(FAULTS[fault], phase)
        finally:
            trial.close()
    except Exception as problem:
        traceback.print_exc()
        broken.append(f"{title}: did not get to its end: {problem}")
        return
    for row in rows:
        print(line(row), flush=True)
    notes += [f"{title}: {note}" for note in trial.notes]
    stepped = abs(time.time() - time.monotonic() - ahead)
    if stepped > 0.05:
        notes.append(f"{title}: the time of day was set by {stepped:.2f} s meanwhile: do not believe the figures")
    if name.startswith("quorate"):
        broken += [f"{title}: {text}" for text in bars(rows[0].harm)]


def line(row):
    found = row.harm
    cells = [
        row.proxy,
        row.fault.name,
        str(found.failed),
        str(found.slow),
        f"{found.p99 * 1000:.0f} ms",
        f"{found.most * 1000:.0f} ms",
        "none" if found.last is None else f"{found.last:.2f} s",
        str(found.afterwards),
        "" if row.again is None else "never" if row.again == float("inf") else f"{row.again:.2f} s",
        f"{found.rate:.0f}, {found.late[0] * 1000:.1f} / {found.late[1] * 1000:.1f} ms",
    ]
    return f"| {' | '.join(cells)} |"


def bars(found):
    """Which of them do not hold."""
    broken = []
    if found.failed > FAILED:
        broken.append(f"failed: {found.failed} of {found.requests} (expected: {FAILED})")
    if found.most > MOST:
        broken.append(f"max: {found.most:.2f} s (expected: at most {MOST} s)")
    if found.last is not None and found.last > LAST:
        broken.append(f"last harm: {found.last:.2f} s (expected: at most {LAST} s)")
    return broken


sys.exit(main())
