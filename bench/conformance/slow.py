"""Slow clients, as slowhttptest plays them."""

import csv
import re
import shutil

from cases import judged, skipped

CONNECTIONS, SECONDS = 400, 40
PATIENCE = 3  # seconds in which another client must be answered, all the time
# What a case is called, its flags, and whether we close all connections within the time, as the time for a head ends them.
KINDS = {
    "heads that do not end": (("-H", "-i", "2"), True),
    "bodies of some bytes every other second": (("-B", "-i", "2", "-s", "8192"), False),
    "answers read by 32 bytes a second": (("-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "32"), False),
}


def slow(stage):
    """slowhttptest: heads, bodies and answers a byte at a time on 400 connections; others are answered meanwhile"""
    if not shutil.which("slowhttptest"):
        return [skipped("all", "slowhttptest is not there (Debian: slowhttptest)")]
    return [
        case(stage, f"{'tls' if secure else 'clear'}: {name}", stage.proxy.url("/big.bin" if "-X" in flags else "/node/echo", secure), flags, ends)
        for secure in (False, True)
        for name, (flags, ends) in KINDS.items()
    ]


def case(stage, name, url, flags, ends):
    figures = stage.out / re.sub(r"\W+", "-", name)
    command = ["slowhttptest", *flags, "-c", CONNECTIONS, "-r", 100, "-l", SECONDS, "-p", PATIENCE, "-u", url, "-g", "-o", figures]
    printed, code = stage.crew.run("slowhttptest", *command, limit=SECONDS + 30)
    table = figures.with_suffix(".csv")
    if not table.exists():
        return judged(name, f"slowhttptest ended with {code}: {printed[-300:]}")
    rows = [{key.strip(): int(value) for key, value in row.items()} for row in csv.DictReader(table.read_text().splitlines())]
    unserved = sum(not row["Service Available"] for row in rows)
    held = max(row["Connected"] for row in rows)
    left = "No open connections left" not in printed
    problem = f"others had no answer in {unserved} of {len(rows)} seconds" if unserved else "not all were closed" if ends and left else ""
    return judged(name, problem or ("" if held else "nobody was connected"), f"{held} at once, {'closed by' if not left else 'open at'} the end, {rows[-1]['Seconds']} s")
