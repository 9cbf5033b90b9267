"""curl as the client: every version of HTTP in, both out."""

import hashlib
import json
import re
from collections import namedtuple

from cases import judged, skipped

Way = namedtuple("Way", "name secure version options")

WAYS = [
    Way("clear 1.0", False, "1", ["--http1.0"]),
    Way("clear 1.1", False, "1.1", ["--http1.1"]),
    Way("clear, upgrade to 2 offered", False, "1.1", ["--http2"]),
    Way("clear 2", False, "2", ["--http2-prior-knowledge"]),
    Way("tls 1.1", True, "1.1", ["--http1.1"]),
    Way("tls 2", True, "2", ["--http2"]),
]


class Answer:
    """What curl printed of one transfer or several on one connection."""

    FACTS = "\n%{http_code} %{http_version} %{num_connects} %{time_total}"

    def __init__(self, printed, code, way, body, head, trace):
        self.code, self.way = code, way
        facts = [line.split() for line in printed.splitlines() if line.count(" ") == 3]
        self.statuses = [fact[0] for fact in facts]
        self.versions = {fact[1] for fact in facts}
        self.connects = sum(int(fact[2]) for fact in facts)
        self.seconds = sum(float(fact[3]) for fact in facts)
        self.body = body.read_bytes() if body.exists() else b""
        self.head = head.read_text(errors="replace").lower() if head.exists() else ""
        self.trace = trace.read_text(errors="replace") if trace.exists() else ""

    def json(self):
        return json.loads(self.body)


def matrix(stage):
    """curl over HTTP/1.0, 1.1 and 2, clear and TLS, to endpoints of HTTP/1.1 and 2"""
    return [case for way in WAYS for behind in ("http1", "http2") for case in Trip(stage, way, behind).cases()]


class Trip:
    def __init__(self, stage, way, behind):
        self.stage, self.way, self.behind = stage, way, behind
        self.big = stage.files / "big.bin"
        self.big_sum = hashlib.sha256(self.big.read_bytes()).hexdigest()

    def cases(self):
        for name, problem in (
            ("get", self.get),
            ("head", self.head),
            ("204 and 304, then another request on the connection", self.empty),
            ("large body down, by length", lambda: self.down("/big.bin")),
            ("large body down, without length", lambda: self.down("/node/big")),
            ("upload with a length", self.upload_with_length),
            ("upload without a length", self.upload_without_length),
            ("expect: 100-continue", self.expect),
            ("trailers of the response", self.trailers),
            ("103", self.hints),
            ("two cookie fields", self.cookies),
        ):
            title = f"{self.way.name} to {self.behind}: {name}"
            found = problem()
            yield skipped(title, found[1]) if isinstance(found, tuple) else judged(title, found)

    def curl(self, *arguments, paths, stdin=None):
        scratch = {kind: self.stage.out / kind for kind in ("body", "head", "trace")}
        for file in scratch.values():
            file.unlink(missing_ok=True)
        urls = [part for path in paths for part in ("-o", scratch["body"], self.stage.proxy.url(path, self.way.secure, self.behind))]
        common = ["curl", "-sS", "--max-time", "60", "--cacert", self.stage.authority.ca, "-4", *self.way.options]
        common += ["-D", scratch["head"], "-w", Answer.FACTS, "--trace-ascii", scratch["trace"]]
        printed, code = self.stage.crew.run("curl", *common, *arguments, *urls, limit=70, stdin=stdin)
        return Answer(printed, code, self.way, *scratch.values())

    def problem(self, answer, *statuses):
        """What is wrong with how it went, as far as every case is concerned."""
        if answer.code != 0 or answer.statuses != list(statuses):
            return f"curl ended with {answer.code}, statuses {answer.statuses} (expected: {list(statuses)})"
        expected = {"1", "1.1"} if self.way.version == "1" else {self.way.version}
        if not answer.versions <= expected:
            return f"version {answer.versions} (expected: {expected})"
        return ""

    def get(self):
        answer = self.curl(paths=["/"])
        return self.problem(answer, "200") or wrong("body", answer.body, b"hello\n")

    def head(self):
        answer = self.curl("--head", paths=["/big.bin"])
        length = re.findall(r"content-length: (\d+)", answer.head)
        return self.problem(answer, "200") or wrong("content-length", length, [str(self.big.stat().st_size)])

    def empty(self):
        wanted = {"/node/204": "204", "/node/304": "304", "/": "200"}
        if self.way.name == "clear 2":
            # curl 7.88 cannot use a connection of prior knowledge twice, whoever the server is (it ends with 16).
            return next((found for path, status in wanted.items() if (found := self.problem(self.curl(paths=[path]), status))), "")
        answer = self.curl(paths=wanted)
        expected = 3 if self.way.version == "1" else 1
        return self.problem(answer, *wanted.values()) or (answer.connects > expected and f"{answer.connects} connections (expected: {expected})")

    def down(self, path):
        answer = self.curl(paths=[path])
        return self.problem(answer, "200") or wrong("sha256", hashlib.sha256(answer.body).hexdigest(), self.big_sum)

    def upload_with_length(self):
        answer = self.curl("--data-binary", f"@{self.big}", "-H", "expect:", paths=["/node/echo"])
        problem = self.problem(answer, "200") or self.arrived(answer)
        return problem or wrong("content-length", answer.json()["headers"].get("content-length"), str(self.big.stat().st_size))

    def upload_without_length(self):
        if self.way.version == "1":
            return "skipped", "HTTP/1.0 has no body without a length"
        # "-T -" reads standard input, whose length is not known.
        with open(self.big, "rb") as body:
            answer = self.curl("-X", "POST", "-T", "-", "-H", "expect:", paths=["/node/echo"], stdin=body)
        problem = self.problem(answer, "200") or self.arrived(answer)
        return problem or wrong("content-length", answer.json()["headers"].get("content-length"), None)

    def arrived(self, answer):
        return wrong("sha256 at the endpoint", answer.json()["sha256"], self.big_sum)

    def expect(self):
        if self.way.version == "1":
            return "skipped", "HTTP/1.0 has no 100"
        answer = self.curl("--data-binary", f"@{self.big}", "-H", "expect: 100-continue", "--expect100-timeout", "20", paths=["/node/echo"])
        problem = self.problem(answer, "200") or self.arrived(answer)
        if not problem and answer.seconds > 10:
            return f"took {answer.seconds:.1f} s: the body was sent because curl waited no longer"
        # Whether curl waits at all in HTTP/2 depends on its version: there the body's arrival is all that counts.
        waited = self.way.version == "1.1"
        return problem or (waited and not re.search(r"http/1.1 100", answer.head) and "no 100 came")

    def trailers(self):
        if self.way.version == "1":
            return "skipped", "HTTP/1.0 has no trailers"
        answer = self.curl("-H", "te: trailers", paths=["/node/trailers"])
        return self.problem(answer, "200") or wrong("body", answer.body, b"hello") or ("x-sum: five" not in answer.head and "no x-sum came")

    def hints(self):
        if self.way.version == "1":
            return "skipped", "HTTP/1.0 has no 103"
        answer = self.curl(paths=["/node/hints"])
        return self.problem(answer, "200") or (not re.search(r"http/\S+ 103", answer.head) and "no 103 came")

    def cookies(self):
        answer = self.curl("-H", "cookie: a=1", "-H", "cookie: b=2", paths=["/node/echo"])
        return self.problem(answer, "200") or wrong("cookie at the endpoint", answer.json()["headers"].get("cookie"), "a=1; b=2")


def wrong(what, seen, expected):
    return "" if seen == expected else f"{what}: {seen!r} (expected: {expected!r})"
