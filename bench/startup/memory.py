"""How much of a memory limit the image's flags leave: a member in a cgroup of its own, under requests and slow readers."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

from main import IMAGE, JAVA, OUT, Nginx, free_port

V1 = pathlib.Path("/sys/fs/cgroup/memory")
SLOW = 200
SECONDS = 30


class Limit:
    """A cgroup, of whichever version this machine has."""

    def __init__(self, megabytes):
        self.old = V1.is_dir()
        self.path = (V1 if self.old else pathlib.Path("/sys/fs/cgroup")) / f"quorate-{os.getpid()}"
        self.path.mkdir()
        (self.path / ("memory.limit_in_bytes" if self.old else "memory.max")).write_text(str(megabytes << 20))

    def most(self):
        """Files that were read are in it too; they give way."""
        return int((self.path / ("memory.max_usage_in_bytes" if self.old else "memory.peak")).read_text()) / 2**20

    def remove(self):
        for _ in range(50):
            try:
                return self.path.rmdir()
            except OSError:
                time.sleep(0.1)


def resident(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def slow_readers(port):
    """Each has asked for 16 MiB and takes what fits into a small buffer."""
    sockets = []
    for _ in range(SLOW):
        each = socket.socket()
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        each.connect(("127.0.0.1", port))
        each.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        sockets.append(each)
    return sockets


def measure(megabytes, server):
    port, admin = free_port(), free_port()
    conf = OUT / "conf"
    conf.mkdir(exist_ok=True)
    (conf / "quorate.yaml").write_text(f"""
listeners: [{{ name: web, address: "127.0.0.1:{port}" }}]
routes: [{{ name: all, upstream: app }}]
upstreams: [{{ name: app, endpoints: [{{ address: "127.0.0.1:{server}" }}], check: {{ type: http, path: / }} }}]
admin: {{ address: "127.0.0.1:{admin}" }}
""")
    limit = Limit(megabytes)
    command = [JAVA, *IMAGE, "-jar", "target/quorate.jar", "run", "--conf", str(conf)]
    with (OUT / "member.log").open("wb") as log:
        member = subprocess.Popen(
            ["sh", "-c", f'echo $$ > {limit.path}/cgroup.procs && exec "$@"', "sh", *command], stdout=log, stderr=log)
    try:
        while b"event=ready" not in (OUT / "member.log").read_bytes():
            if member.poll() is not None:
                return f"| {megabytes} | did not start: {member.returncode} | | | |"
            time.sleep(0.1)
        ready = resident(member.pid)
        sockets = slow_readers(port)
        load = subprocess.run(
            ["wrk", "-t1", "-c64", f"-d{SECONDS}s", f"http://127.0.0.1:{port}/"], capture_output=True, text=True)
        if member.poll() is not None:
            return f"| {megabytes} | {ready:.0f} | ended with {member.returncode} | {limit.most():.0f} | |"
        row = f"| {megabytes} | {ready:.0f} | {resident(member.pid):.0f} | {limit.most():.0f} | {summary(load.stdout)} |"
        for each in sockets:
            each.close()
        return row
    finally:
        if member.poll() is None:
            member.send_signal(signal.SIGTERM)
            member.wait(timeout=90)
        limit.remove()


def summary(printed):
    lines = [line.strip() for line in printed.splitlines()]
    wanted = [line for line in lines if " requests in " in line or line.startswith(("Non-2xx", "Socket errors"))]
    return "; ".join(wanted)


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    nginx = Nginx()
    with (OUT / "big").open("wb") as big:
        big.truncate(16 << 20)
    try:
        print("| limit, MiB | own memory when ready | under load | most in the cgroup | requests |\n|---|---|---|---|---|")
        for megabytes in [int(each) for each in sys.argv[1:]] or [192, 256, 512, 1024]:
            print(measure(megabytes, nginx.port), flush=True)
    finally:
        nginx.process.terminate()
        nginx.process.wait()


if __name__ == "__main__":
    main()
