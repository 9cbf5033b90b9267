"""What a proxy holds at one moment, from its own metrics and from the system's books."""

import os
import subprocess
import time
from collections import namedtuple
from statistics import median

# Sizes in MiB; None for what this proxy does not tell. sockets: of its listeners that it has open, by the system's count.
# live: heap after a full collection, taken in some samples only.
Sample = namedtuple("Sample", "at sockets connections inflight live direct rss fds threads")
MIB = 1 << 20
ESTABLISHED, CLOSE_WAIT = "01", "08"  # in the other states the proxy has closed it


class Gauges:
    def __init__(self, proxy):
        self.proxy = proxy
        self.ports = {f"{port:04X}" for port in proxy.ports.values()}

    def sample(self, collect=False):
        pid = worker(self.proxy.pid)
        metrics = self.metrics(pid, collect)
        heap = metrics.get('jvm_memory_used_bytes{area="heap"}')
        return Sample(
            at=time.monotonic(),
            sockets=self.sockets(),
            connections=total(metrics, "quorate_connections{"),
            inflight=total(metrics, "quorate_inflight{"),
            live=heap / MIB if collect and heap else None,
            direct=metrics['jvm_buffer_pool_used_bytes{pool="direct"}'] / MIB if heap else None,
            rss=status(pid, "VmRSS") / 1024,
            fds=len(os.listdir(f"/proc/{pid}/fd")),
            threads=status(pid, "Threads"),
        )

    def metrics(self, pid, collect):
        if not hasattr(self.proxy, "metrics"):
            return {}
        if collect:
            subprocess.run(["jcmd", str(pid), "GC.run"], check=True, capture_output=True)
        lines = (line.rsplit(" ", 1) for line in self.proxy.metrics().splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in lines}

    def sockets(self):
        count = 0
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(table) as rows:
                for row in list(rows)[1:]:
                    _, local, _, state, *_ = row.split()
                    count += local.rsplit(":", 1)[1] in self.ports and state in (ESTABLISHED, CLOSE_WAIT)
        return count


def total(metrics, start):
    found = [value for name, value in metrics.items() if name.startswith(start)]
    return int(sum(found)) if metrics else None


def worker(pid):
    """The process that does the work: a master's only child, else the process itself."""
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        found = children.read().split()
    return int(found[-1]) if found else pid


def status(pid, name):
    with open(f"/proc/{pid}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))


HEAD = f"{'':16} {'sockets':>8} {'connections':>12} {'in flight':>10} {'live heap':>10} {'direct':>8} {'RSS':>8} {'fds':>7} {'threads':>8}"


def row(name, values):
    cells = ["" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value) for value in values[1:]]
    widths = (8, 12, 10, 10, 8, 8, 7, 8)
    return f"{name:16} " + " ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths))


def middle(samples):
    """The median of each gauge."""
    columns = ([value for value in column if value is not None] for column in zip(*samples))
    return Sample(*(median(column) if column else None for column in columns))
