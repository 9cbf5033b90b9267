"""The processes of a run: nginx servers, members, a balancer and its load."""

import datetime
import http.client
import json
import os
import re
import signal
import socket
import time
from collections import namedtuple
from pathlib import Path

from lab import tell

JVM = "-Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
HTTP, ADMIN, CLUSTER, BACKEND = 8080, 9090, 5701, 80

Hit = namedtuple("Hit", "at source path status")
# A verdict that turned, as a member logged it; serving: it had said that it is ready.
Turn = namedtuple("Turn", "at member address start end serving")

NGINX = """
daemon off; master_process off; pid nginx.pid; events {{ worker_connections 8192; }}
http {{
  log_format hit '$msec $remote_addr $uri $status'; access_log access.log hit;
  client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; keepalive_requests 1000000;
  server {{
    listen {address}:{port} backlog=1024; add_header x-server {address};
    location /health {{ return 200 ok; }}
    location / {{ return 200 hello; }}
  }}
}}
"""


class Backend:
    """One nginx at an address of its own."""

    def __init__(self, space, address, directory):
        self.space, self.directory = space, directory
        self.host, self.address = address, f"{address}:{BACKEND}"
        (directory / "temp").mkdir(parents=True)
        (directory / "nginx.conf").write_text(NGINX.format(address=address, port=BACKEND))
        self.start()

    def start(self):
        command = ("nginx", "-p", self.directory, "-c", self.directory / "nginx.conf", "-e", "error.log")
        with open(self.directory / "out", "ab") as output:
            self.process = self.space.start(*map(str, command), output=output)
        wait(10, f"nginx at {self.address}", lambda: accepts(self.host, BACKEND))

    def kill(self):
        tell(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def hits(self, since, until, path="/health"):
        """What it answered on paths that start like that."""
        lines = (self.directory / "access.log").read_text().splitlines()
        found = (Hit(float(at), source, uri, int(status)) for at, source, uri, status in map(str.split, lines))
        return [hit for hit in found if since <= hit.at <= until and hit.path.startswith(path)]


class Member:
    """One JVM; it may be started again, with the same log and another id."""

    TURNED = re.compile(r"time=(\S+) .*event=verdict .*address=(\S+) from=(\S+) to=(\S+) ")

    def __init__(self, name, space, directory, conf, peers):
        self.name, self.space, self.conf, self.peers = name, space, conf, peers
        self.log = directory / f"member-{name}.log"
        self.log.touch()
        self.offset, self.turned, self.serving = 0, [], False
        self.process = None

    def start(self):
        arguments = ["--conf", self.conf, "--name", self.name, "--admin", f"0.0.0.0:{ADMIN}"]
        if self.peers:
            arguments += ["--cluster", "cluster.xml", "--cluster-host", self.space.address]
            arguments += ["--cluster-port", CLUSTER, "--cluster-members", ",".join(self.peers)]
        command = ["java", *os.environ.get("QUORATE_JVM", JVM).split(), "-jar", "target/quorate.jar", "run", *arguments]
        with open(self.log, "ab") as output:
            output.write(b"\nevent=begins\n")
            output.flush()
            self.process = self.space.start(*map(str, command), output=output)

    def signal(self, number):
        tell(self.process.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait()

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def turns(self):
        """All verdicts that turned so far, over all its lives."""
        with open(self.log, "rb") as log:
            log.seek(self.offset)
            fresh = log.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self.offset += len(whole)
        for line in whole.decode(errors="replace").splitlines():
            if "event=begins" in line or "event=ready " in line:
                self.serving = "event=ready " in line
            found = self.TURNED.match(line)
            if found:
                at, address, start, end = found.groups()
                self.turned.append(Turn(seconds(at), self.name, address, start, end, self.serving))
        return self.turned


def seconds(text):
    """Seconds since 1970 of a time as the log has it."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def accepts(host, port):
    try:
        socket.create_connection((host, port), 0.5).close()
        return True
    except OSError:
        return False


def get(host, port, path, timeout=2):
    """Status and body; 0 and the reason if there is no answer."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException) as problem:
        return 0, repr(problem)
    finally:
        connection.close()


def is_ready(member):
    if not member.alive():
        raise RuntimeError(f"member {member.name} ended, see {member.log}")
    return get(member.space.address, ADMIN, "/readyz")[0] == 200


def view(member, timeout=2):
    """What a member's admin API tells; an empty view if it does not answer. Call it in the hub."""
    status, body = get(member.space.address, ADMIN, "/api/v1/view", timeout)
    return json.loads(body) if status == 200 else {"members": [], "upstreams": []}


def endpoints(seen):
    return [endpoint for upstream in seen["upstreams"] for endpoint in upstream["endpoints"]]


def wait(limit, what, condition, every=0.02):
    """Seconds until the condition held."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > limit:
            raise TimeoutError(f"not within {limit} s: {what}")
        time.sleep(every)
    return time.monotonic() - start


HAPROXY = """
global
  maxconn 4096
defaults
  mode tcp
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  retries 3
  option redispatch 1
listen web
  bind {bind}
  balance roundrobin
  option httpchk GET /readyz
  default-server inter 200ms fall 1 rise 1
{servers}
"""


class Balancer:
    """HAProxy in tcp mode; it asks the members' /readyz and otherwise knows nothing of them."""

    def __init__(self, space, members, directory):
        servers = "\n".join(f"  server {m.name} {m.space.address}:{HTTP} check port {ADMIN}" for m in members)
        conf = directory / "haproxy.cfg"
        conf.write_text(HAPROXY.format(bind=f"{space.address}:{HTTP}", servers=servers))
        with open(directory / "haproxy.log", "ab") as output:
            self.process = space.start("haproxy", "-db", "-f", str(conf), output=output)
        wait(10, "haproxy", lambda: get(space.address, HTTP, "/")[0] == 200)


class Load:
    """wrk until it is told to stop: 32 connections, each asks again 20 ms after its answer, on the same connection or a fresh one."""

    def __init__(self, space, directory, fresh):
        script = Path(directory / "pause.lua")
        script.write_text("function delay() return 20 end\n")
        command = ["wrk", "-t1", "-c32", "-d3600s", "--timeout", "10s", "--latency", "-s", str(script)]
        command += ["-H", "Connection: close"] if fresh else []
        self.output = directory / f"wrk-{'fresh' if fresh else 'kept'}.out"
        with open(self.output, "wb") as output:
            self.process = space.start(*command, f"http://{space.address}:{HTTP}/", output=output)

    def stop(self):
        """Requests, requests that failed, and how wrk puts its failures."""
        tell(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=30)
        text = self.output.read_text()
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        other = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        failed = sum(map(int, errors.groups())) if errors else 0
        slowest = re.search(r"99%\s+(\S+)", text)
        failed += int(other.group(1)) if other else 0
        return requests, failed, f"p99 {slowest.group(1)}" + (f", {errors.group(0)}" if errors else "")
