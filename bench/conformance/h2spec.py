"""h2spec: conformance to HTTP/2 and HPACK."""

import http.client
import time
import xml.etree.ElementTree as xml

import fetch
from cases import failed, judged, passed, skipped

LIMIT = 300
PATH = "/page.html"


def h2spec(stage):
    """h2spec, twice in a row on clear text and on TLS; after each run a plain request must be answered within a second"""
    cases = []
    for secure in (False, True):
        for turn in (1, 2):
            name = f"{'tls' if secure else 'clear'} run {turn}"
            cases += run(stage, name, secure)
            cases.append(judged(f"{name}: a plain request afterwards", problem_afterwards(stage, secure)))
    return cases


def run(stage, name, secure):
    report = stage.out / f"{name.replace(' ', '-')}.xml"
    aim = ["-h", "127.0.0.1", "-p", stage.proxy.port(secure), "-P", PATH, "-j", report, *(["-t", "-k"] if secure else [])]
    _, code = stage.crew.run("h2spec", fetch.h2spec(), *aim, limit=LIMIT)
    if not report.exists():
        return [failed(f"{name}: writes its report", f"ended with {code}")]
    return [judge(name, case) for case in xml.parse(report).iter("testcase")]


def judge(name, case):
    title = f"{name}: {case.get('package')} {case.get('classname')}"
    for bad in (*case.iter("error"), *case.iter("failure")):
        # What would have been right, one a line, then what came.
        *expected, seen = (bad.text or "nothing told").splitlines()
        return failed(title, f"{seen} (expected: {' | '.join(expected)})")
    return skipped(title, "") if case.find("skipped") is not None else passed(title)


def problem_afterwards(stage, secure):
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    options = {"context": stage.authority.trusting()} if secure else {}
    begun = time.monotonic()
    connection = kind("localhost", stage.proxy.port(secure), timeout=5, **options)
    try:
        connection.request("GET", PATH)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as problem:
        return repr(problem)
    finally:
        connection.close()
    took = time.monotonic() - begun
    return "" if answer.status == 200 and took < 1 else f"status {answer.status} after {took:.2f} s"
