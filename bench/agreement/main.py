"""Runs scenarios one after the other."""

import argparse
import os
import random
import sys
import time
import traceback

import disturbed
import probing
import traffic
import turning
from scene import Scene

SCENARIOS = {
    "probes": probing.probes,
    "generations": probing.generations,
    "refused": turning.refused,
    "blackhole": turning.blackhole,
    "kill9": disturbed.kill9,
    "sigstop5": disturbed.sigstop5,
    "sigstop30": disturbed.sigstop30,
    "cpu": disturbed.cpu,
    "loss30": disturbed.loss30,
    "partition": disturbed.partition,
    "cuts": disturbed.cuts,
    "liar": traffic.liar,
    "join": traffic.join,
    "rolling": traffic.rolling,
}


def main():
    parser = argparse.ArgumentParser(prog="bench/agreement/run")
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=" ".join(SCENARIOS))
    parser.add_argument("--list", action="store_true", help="name the scenarios")
    parser.add_argument("--solo", action="store_true", help="members that do not know each other, to compare with")
    parser.add_argument("--turns", type=int, default=50, help="how often a backend is refused (black-holed: less than half as often)")
    parser.add_argument("--seconds", type=int, default=60, help="how long probes are counted and losses last")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    unknown = [name for name in options.scenarios if name not in SCENARIOS]
    if unknown:
        parser.error(f"no such scenario: {' '.join(unknown)} (there are: {' '.join(SCENARIOS)})")
    if options.list:
        print("\n".join(f"{name:12} {scenario.__doc__.splitlines()[0]}" for name, scenario in SCENARIOS.items()))
        return 0
    options.prefix = os.environ["QUORATE_LAB"]
    broken = [name for name in options.scenarios or SCENARIOS if not run(name, options)]
    print(f"\nbroken: {' '.join(broken)}" if broken else "\nall bars hold", flush=True)
    return 1 if broken else 0


def run(name, options):
    """Whether every bar of the scenario held."""
    scenario = SCENARIOS[name]
    print(f"\n{name}: {scenario.__doc__.splitlines()[0]} [seed {options.seed}{', solo' if options.solo else ''}]", flush=True)
    ahead = time.time() - time.monotonic()
    failed = []
    for size in getattr(scenario, "sizes", [3]):
        scene = Scene(options, f"{name}-{size}" if hasattr(scenario, "sizes") else name, size)
        try:
            scenario(scene)
        except Exception as problem:
            traceback.print_exc(file=sys.stdout)
            scene.bar(False, f"did not get to its end: {problem}")
        finally:
            scene.close()
        failed += scene.failed
    stepped = abs(time.time() - time.monotonic() - ahead)
    if stepped > 0.05:
        print(f"     the time of day was set by {stepped:.2f} s meanwhile: figures are worth nothing", flush=True)
    return not failed


sys.exit(main())
