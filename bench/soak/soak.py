"""Reads the command line and runs one of the two."""

import argparse
import random
import resource
import sys

from idle import idle
from mixed import mixed
from proxies import PROXIES
from stage import Stage


def main():
    parser = argparse.ArgumentParser(prog="bench/soak/run")
    parser.add_argument("what", nargs="?", default="10", metavar="minutes|idle")
    parser.add_argument("--target", choices=PROXIES, default="quorate")
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--slow", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    if options.what != "idle":
        try:
            options.minutes = float(options.what)
        except ValueError:
            parser.error(f"minutes, or idle: {options.what}")
    # Each connection is a descriptor here too.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(f"target {options.target}, seed {options.seed}", flush=True)
    stage = Stage(options.target, f"bench/out/soak/{options.target}-{options.what}", options.seed)
    try:
        problems = (idle if options.what == "idle" else mixed)(stage, options)
    finally:
        stage.close()
    for problem in problems:
        print(f"BROKEN {problem}")
    print("" if problems else "all bars hold", flush=True)
    return 1 if problems else 0


sys.exit(main())
