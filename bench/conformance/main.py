"""Runs suites one after the other against one proxy and prints one table."""

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

import autobahn
import browser
import curls
import h2spec
import loads
import scans
import slow
from cases import failed
from proxies import PROXIES
from stage import Stage

SUITES = {
    "curl": curls.matrix,
    "load": loads.load,
    "h2spec": h2spec.h2spec,
    "websocket": autobahn.autobahn,
    "browser": browser.browser,
    "renewal": scans.renewal,
    "sslscan": scans.sslscan,
    "testssl": scans.testssl,
    "slow": slow.slow,
}


def main():
    parser = argparse.ArgumentParser(prog="bench/conformance/run")
    parser.add_argument("suites", nargs="*", metavar="suite", help=" ".join(SUITES))
    parser.add_argument("--list", action="store_true", help="name the suites")
    parser.add_argument("--target", choices=PROXIES, default="quorate", help="the proxy that they are aimed at")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    unknown = [name for name in options.suites if name not in SUITES]
    if unknown:
        parser.error(f"no such suite: {' '.join(unknown)} (there are: {' '.join(SUITES)})")
    if options.list:
        print("\n".join(f"{name:10} {suite.__doc__.splitlines()[0]}" for name, suite in SUITES.items()))
        return 0
    if options.target == "quorate" and not Path("target/quorate.jar").exists():
        parser.error("target/quorate.jar is not there: mvn -q package -DskipTests")
    print(f"target {options.target}, seed {options.seed}", flush=True)
    found = {name: run(name, options) for name in options.suites or SUITES}
    return table(found)


def run(name, options):
    """The cases of a suite, with a proxy and backends of its own."""
    print(f"\n{name}: {SUITES[name].__doc__.splitlines()[0]}", flush=True)
    begun = time.monotonic()
    try:
        stage = Stage(options.target, f"bench/out/conformance/{options.target}-{name}", options.seed)
        try:
            cases = list(SUITES[name](stage))
            if stage.proxy.ended():
                cases.append(failed("the proxy is alive at the end", f"ended with {stage.proxy.process.returncode}"))
        finally:
            stage.close()
    except Exception as problem:
        traceback.print_exc(file=sys.stdout)
        cases = [failed("runs to its end", repr(problem))]
    for case in cases:
        if case.outcome != "passed" or case.detail:
            print(f"  {case.outcome:8} {case.name}{': ' if case.detail else ''}{case.detail}", flush=True)
    print(f"  {time.monotonic() - begun:.0f} s", flush=True)
    return cases


def table(found):
    print(f"\n{'suite':10} {'cases':>6} {'passed':>7} {'failed':>7} {'skipped':>8}")
    broken = False
    for name, cases in found.items():
        outcomes = [case.outcome for case in cases]
        counts = [outcomes.count(outcome) for outcome in ("passed", "failed", "skipped")]
        print(f"{name:10} {len(cases):6} {counts[0]:7} {counts[1]:7} {counts[2]:8}")
        broken |= counts[1] > 0 or counts[0] + counts[2] == 0
    return 1 if broken else 0


sys.exit(main())
