"""Reads the command line, plays it all at once, prints what became of it, and judges."""

import argparse
import json
import resource
import sys
from pathlib import Path

from attacks import ATTACKS
from good import Good
from proxy import Proxy
from watch import Watch


OUT = Path("bench/out/overload")
WARM_UP = 15  # seconds of the same, in which the JVM compiles


def main():
    options = read()
    # Each connection is a descriptor, here too.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(f"{len(options.only)} attacks, {options.rate} + {options.rate // 4} good requests/s, {options.seconds} s", flush=True)
    proxy = Proxy(OUT)
    try:
        problems = play(proxy, options)
    finally:
        proxy.close()
    for problem in problems:
        print(f"BROKEN {problem}")
    print("" if problems else "all bars hold", flush=True)
    return 1 if problems else 0


def read():
    parser = argparse.ArgumentParser(prog="bench/overload/run")
    parser.add_argument("--list", action="store_true", help="name the attacks")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=200, help="good requests a second in HTTP/1.1; a quarter of it in HTTP/2 as well")
    parser.add_argument("--only", type=names, default=list(ATTACKS), metavar="ATTACK,...", help="beginnings of their names")
    options = parser.parse_args()
    if options.list:
        print("\n".join(ATTACKS))
        sys.exit(0)
    return options


def names(text):
    found = [name for name in ATTACKS if any(name.startswith(part) for part in text.split(","))]
    if not found:
        raise argparse.ArgumentTypeError(f"no such attack (expected: {', '.join(ATTACKS)})")
    return found


def play(proxy, options):
    """What went wrong."""
    watch, output = Watch(proxy), OUT / "hostile.json"
    proxy.warm()
    attacks(proxy, WARM_UP, options.only, OUT / "warm.json").wait(WARM_UP + 60)
    watch.base()
    good = Good(proxy, options)
    hostile = attacks(proxy, options.seconds, options.only, output)
    watch.until(hostile, options.seconds + 60)
    problems = good.finish()
    if hostile.poll() != 0:
        return problems + [f"the attacks ended with {hostile.poll()}, see {OUT}"]
    problems += told(json.loads(output.read_text()))
    return problems + watch.afterwards()


def attacks(proxy, seconds, names, output):
    # Their processor is not to be ours: they would be on machines of their own.
    command = ["nice", "-n", "10", sys.executable, "bench/overload/hostile.py", json.dumps(proxy.ports), seconds, json.dumps(names)]
    with open(output, "wb") as to:
        return proxy.crew.start("hostile", *command, stdout=to)


def told(found):
    """Prints what became of each attack; what went on that was to be cut off."""
    print("\n| attack | connections made | cut off | to be, and not | after at most | having sent | with |\n|---|---|---|---|---|---|---|")
    for name, end in found.items():
        longest = "" if end["longest"] is None else f"{end['longest']:.1f} s"
        sent = "" if end["sent"] is None else f"{end['sent']} {ATTACKS[name].sends} at most"
        print(f"| {name} | {end['made']} | {end['cut']} | {end['missed'] or ''} | {longest} | {sent} | {', '.join(end['said'])} |")
    return [f"{name}: {end['missed']} of {end['made']} were not cut off in time" for name, end in found.items() if end["missed"] or not end["made"]]


sys.exit(main())
