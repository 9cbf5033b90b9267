"""Starts one member again and again, each time with the next set of flags, so that what else the machine does meets all alike."""

import http.client
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

OUT = pathlib.Path("bench/out/startup").resolve()
JAVA = str(pathlib.Path(os.environ["JAVA_HOME"], "bin", "java")) if "JAVA_HOME" in os.environ else "java"
REQUESTS = 1000
IMAGE = ["-XX:Flags=src/image/jvm.flags"]
CDS = OUT / "quorate.jsa"
AOT = OUT / "quorate.aot"
WAYS = {
    "no flags": [],
    "the image's": IMAGE,
    "and AppCDS": IMAGE + [f"-XX:SharedArchiveFile={CDS}"],
    "and an AOT cache": IMAGE + [f"-XX:AOTCache={AOT}"],
    "and SerialGC": IMAGE + ["-XX:+UseSerialGC"],
    "and ParallelGC": IMAGE + ["-XX:+UseParallelGC"],
}


def free_port():
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


class Nginx:
    """What the member is in front of."""

    def __init__(self):
        self.port = free_port()
        (OUT / "nginx.conf").write_text(f"""
            daemon off; master_process off; pid {OUT}/nginx.pid; events {{}}
            http {{ access_log off; keepalive_requests 1000000;
              client_body_temp_path {OUT}; proxy_temp_path {OUT}; fastcgi_temp_path {OUT};
              uwsgi_temp_path {OUT}; scgi_temp_path {OUT};
              server {{ listen 127.0.0.1:{self.port}; root {OUT}; location = / {{ return 200 "hello\\n"; }} }} }}""")
        self.process = subprocess.Popen(
            ["nginx", "-c", OUT / "nginx.conf", "-e", OUT / "nginx.log"], stderr=subprocess.DEVNULL)


class Member:
    """One start of it, timed."""

    def __init__(self, flags, server):
        self.port, self.admin = free_port(), free_port()
        conf = OUT / "conf"
        conf.mkdir(exist_ok=True)
        (conf / "quorate.yaml").write_text(f"""
listeners: [{{ name: web, address: "127.0.0.1:{self.port}" }}]
routes: [{{ name: all, upstream: app }}]
upstreams: [{{ name: app, endpoints: [{{ address: "127.0.0.1:{server}" }}], check: {{ type: http, path: / }} }}]
admin: {{ address: "127.0.0.1:{self.admin}" }}
""")
        begin = time.monotonic()
        with (OUT / "member.log").open("wb") as log:
            self.process = subprocess.Popen(
                [JAVA, *flags, "-jar", "target/quorate.jar", "run", "--conf", str(conf)], stdout=log, stderr=log)
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() - begin > 60:
                raise SystemExit(f"{flags}: not ready, see {OUT}/member.log")
            time.sleep(0.005)
        self.to_ready = time.monotonic() - begin
        self.cpu_to_ready = self.cpu()
        self.failed = 0

    def ready(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=5)
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def first_requests(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        times = []
        for _ in range(REQUESTS):
            begin = time.monotonic()
            connection.request("GET", "/")
            response = connection.getresponse()
            response.read()
            times.append(time.monotonic() - begin)
            self.failed += response.status != 200
        return times

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=90)
        if status != 0:
            raise SystemExit(f"ended with {status}, see {OUT}/member.log")


def measure(flags, server):
    member = Member(flags, server)
    try:
        times = sorted(member.first_requests())
        return {
            "ready, s": member.to_ready,
            "CPU until ready, s": member.cpu_to_ready,
            "1000 requests, s": sum(times),
            "p99, ms": times[int(len(times) * 0.99)] * 1000,
            "slowest, ms": times[-1] * 1000,
            "CPU with them, s": member.cpu(),
            "resident, MB": member.resident(),
            "failed": member.failed,
        }
    finally:
        member.stop()


def train(server):
    """A start, requests, and an end, from which the archives are made."""
    for flag in (f"-XX:ArchiveClassesAtExit={CDS}", f"-XX:AOTCacheOutput={AOT}"):
        member = Member(IMAGE + [flag], server)
        member.first_requests()
        member.stop()
    for archive in (CDS, AOT):
        # The cache is written by a second process after the first has ended.
        deadline = time.monotonic() + 60
        while not archive.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        if not archive.exists():
            print(f"{archive.name}: not written, see {OUT}/member.log", file=sys.stderr)
        else:
            print(f"{archive.name}: {archive.stat().st_size / 1e6:.0f} MB")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    print(subprocess.run([JAVA, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[1])
    nginx = Nginx()
    try:
        train(nginx.port)
        ways = {name: flags for name, flags in WAYS.items()
                if not any(str(archive) in flag and not archive.exists() for flag in flags for archive in (CDS, AOT))}
        results = {name: [] for name in ways}
        for _ in range(rounds):
            for name, flags in ways.items():
                results[name].append(measure(flags, nginx.port))
    finally:
        nginx.process.terminate()
        nginx.process.wait()
    titles = list(next(iter(results.values()))[0])
    print(f"| flags | {' | '.join(titles)} |\n|---|{'---|' * len(titles)}")
    for name, all_of_it in results.items():
        cells = []
        for title in titles:
            values = [one[title] for one in all_of_it]
            cells.append(f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})")
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
