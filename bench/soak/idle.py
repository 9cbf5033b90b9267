"""Many connections that do nothing, many that crawl, and a few clients that want something meanwhile."""

import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from gauges import HEAD, Gauges, row
from truth import share

SECURE = 4  # every so many connections have TLS
LINGER = 10.0  # how long good requests are counted with everything in place
REQUEST = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"


def idle(stage, options):
    """What went wrong."""
    gauges, asked = Gauges(stage.proxy), Asked(stage)
    held = []
    print(HEAD, flush=True)
    rows = [told(gauges, "before")]
    try:
        held += opened(stage, options.idle, answered)
        rows.append(told(gauges, f"{options.idle} idle"))
        asked.ask("with idle ones")
        held += opened(stage, options.slow, begun)
        rows.append(told(gauges, f"and {options.slow} slow"))
        crawl(held[options.idle :], lambda: asked.ask("with slow ones too"))
        kept = gauges.sockets()
    finally:
        for connection in held:
            connection.close()
    time.sleep(LINGER)
    rows.append(told(gauges, "after"))
    each = (rows[1].rss - rows[0].rss) * 1024 / max(1, options.idle)
    slow = (rows[2].rss - rows[1].rss) * 1024 / max(1, options.slow)
    print(f"{each:.1f} KiB an idle connection (one in {SECURE} with TLS), {slow:.1f} KiB a slow one, by RSS", flush=True)
    problems = list(asked.problems)
    if kept < options.idle + options.slow:
        problems.append(f"{options.idle + options.slow - kept} connections were closed by the proxy")
    return problems + [f"{rows[3].sockets} sockets left"] * bool(rows[3].sockets)


def told(gauges, name):
    sample = gauges.sample(collect=True)
    print(row(name, sample), flush=True)
    return sample


def opened(stage, count, use):
    context = stage.authority.trusting()

    def one(number):
        secure = number % SECURE == 0
        connection = socket.create_connection(("127.0.0.1", stage.proxy.port(secure)), 30)
        if secure:
            connection = context.wrap_socket(connection, server_hostname="localhost")
        use(connection)
        return connection

    with ThreadPoolExecutor(8) as several:
        return list(several.map(one, range(count)))


def answered(connection):
    """Has had one answer, and could ask again."""
    connection.sendall(REQUEST % b"/")
    if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
        raise RuntimeError("not answered with 200")


def begun(connection):
    """Has asked for a big file and read the beginning."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sendall(REQUEST % b"/big.bin")
    if not connection.recv(512).startswith(b"HTTP/1.1 200"):
        raise RuntimeError("not answered with 200")


def crawl(connections, meanwhile):
    """Each reads a little every second while something else goes on."""
    done = threading.Event()

    def read():
        while not done.wait(1):
            for connection in connections:
                connection.recv(512)

    reader = threading.Thread(target=read)
    reader.start()
    meanwhile()
    done.set()
    reader.join()


class Asked:
    """Good requests, each on a connection of its own."""

    def __init__(self, stage):
        self.port, self.problems = stage.proxy.port(), []

    def ask(self, when):
        times, until = [], time.monotonic() + LINGER
        while time.monotonic() < until:
            begun_at = time.monotonic()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/asset-1.css")
                status = connection.getresponse().status
                if status != 200:
                    self.problems.append(f"{when}: status {status}")
            except (OSError, http.client.HTTPException) as problem:
                self.problems.append(f"{when}: {problem!r}")
            finally:
                connection.close()
            times.append(time.monotonic() - begun_at)
            time.sleep(0.02)
        print(f"  {when}: {len(times)} good requests, p50 {share(times, 0.5) * 1000:.1f} ms, p99 {share(times, 0.99) * 1000:.1f} ms, max {max(times) * 1000:.1f} ms", flush=True)
