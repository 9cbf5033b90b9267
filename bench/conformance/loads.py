"""Many streams at once."""

import re

from cases import judged

STREAMS = 100


def load(stage):
    """nghttp and h2load: 100 streams a connection, to endpoints of HTTP/1.1 and 2; every request succeeds"""
    cases = []
    upload = stage.out / "upload"
    upload.write_bytes(bytes(64 << 10))
    for secure in (False, True):
        for behind in ("http1", "http2"):
            way = f"{'tls' if secure else 'clear'} to {behind}"
            trip = lambda path: stage.proxy.url(path, secure, behind)  # noqa: E731
            cases += [
                h2load(stage, f"{way}: small answers", 4000, 4, trip("/asset-1.css")),
                h2load(stage, f"{way}: 256 KiB answers on one connection", 400, 1, trip("/quarter.bin")),
                h2load(stage, f"{way}: 64 KiB uploads", 1000, 2, trip("/node/echo"), "-d", upload),
                h2load(stage, f"{way}: HTTP/1.1 keep-alive", 2000, 20, trip("/asset-1.css"), "--h1"),
                nghttp(stage, f"{way}: nghttp", trip("/asset-1.css")),
            ]
    return cases


def h2load(stage, name, requests, clients, url, *more):
    streams = 1 if "--h1" in more else STREAMS
    command = ["h2load", "-n", requests, "-c", clients, "-m", streams, "-T", "20", "-N", "20", *more, url]
    printed, code = stage.crew.run("h2load", *command, limit=120)
    counts = re.search(r"requests: .* (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", printed)
    statuses = re.search(r"status codes: (.*)", printed)
    rate = re.search(r"([\d.]+) req/s", printed)
    spoken = re.search(r"Application protocol: (\S+)", printed)
    # Answers over HTTP/1.1 without a reason phrase, such as HAProxy makes of those over HTTP/2, are failures to h2load.
    expected = "http/1.1" if "--h1" in more else "h2" if url.startswith("https") else "h2c"
    if code != 0 or not counts:
        return judged(name, f"h2load ended with {code}: {printed[-300:]}")
    good = int(counts.group(2)) == requests and f"{requests} 2xx" in statuses.group(1) and spoken and spoken.group(1) == expected
    return judged(name, "" if good else f"{counts.group(0)}; {statuses.group(1)}; {spoken and spoken.group(1)}", f"{float(rate.group(1)):.0f} requests/s")


def nghttp(stage, name, url):
    printed, code = stage.crew.run("nghttp", "nghttp", "-ns", "-m", STREAMS, "-t", "20s", url, limit=60)
    answered = len(re.findall(r"^ *\d+ .* 200 .* /asset-1.css", printed, re.MULTILINE))
    return judged(name, "" if code == 0 and answered == STREAMS else f"ended with {code}, {answered} of {STREAMS} answered with 200")
