"""Autobahn: conformance to RFC 6455, with the proxy between its fuzzing client and an echo server."""

import json

import fetch
from cases import failed, judged, passed
from crew import free_port
from servers import accepts, wait

LIMIT = 1800  # on a busy machine; nearly all of it is category 9, limits and performance
GOOD = {"OK", "NON-STRICT", "INFORMATIONAL"}
START = 'import json; from autobahntestsuite import wstest; wstest.start({"mode": "fuzzingclient"}, json.load(open("spec.json")))'


def autobahn(stage):
    """Autobahn's fuzzing client, without compression, over ws:// and wss://"""
    return [case for secure in (False, True) for case in run(stage, secure)]


def run(stage, secure):
    name = "wss" if secure else "ws"
    home = stage.out / name
    home.mkdir()
    port = relay(stage) if secure else stage.proxy.port()
    server = {"agent": "proxy", "url": f"ws://localhost:{port}/ws", "options": {"version": 18}}
    spec = {"options": {"failByDrop": False}, "outdir": "reports", "servers": [server]}
    # 12 and 13 are compression, which the echo server does not offer.
    spec |= {"cases": ["*"], "exclude-cases": ["12.*", "13.*"], "exclude-agent-cases": {}}
    (home / "spec.json").write_text(json.dumps(spec))
    # Jython writes what it compiles somewhere: here it is thrown away with the rest.
    options = ["-Xmx512m", f"-Dpython.cachedir={home}/cache", "-cp", fetch.autobahn()]
    _, code = stage.crew.run(f"autobahn-{name}", "java", *options, "org.python.util.jython", "-c", START, cwd=home, limit=LIMIT)
    index = home / "reports" / "index.json"
    if not index.exists():
        return [failed(f"{name}: writes its report", f"ended with {code}")]
    results = json.loads(index.read_text())["proxy"]
    return [judge(name, case, result) for case, result in sorted(results.items())]


def judge(name, case, result):
    found = {result["behavior"], result["behaviorClose"]}
    title = f"{name} {case}"
    worst = ", ".join(sorted(found - {"OK"}))
    return judged(title, "" if found <= GOOD else worst, worst) if found != {"OK"} else passed(title)


def relay(stage):
    """Where TLS is put around what comes: the client itself speaks none under Jython."""
    port = free_port()
    stage.node("relay", "relay.mjs", port, stage.proxy.port(secure=True))
    wait(10, "the relay listens", lambda: accepts("127.0.0.1", port))
    return port
