"""The proxies that a suite can be aimed at: the same listeners and routes for each."""

import os
import signal

from crew import free_port
from servers import accepts, get, wait

JVM = "-Xmx256m"

# Fronts by whether they have TLS, and by what is spoken to the endpoints behind them.
FRONTS = [(secure, behind) for secure in (False, True) for behind in ("http1", "http2")]


def front_name(secure, behind):
    return f"{'tls' if secure else 'clear'}-{behind}"


class Proxy:
    def __init__(self, crew, directory, authority, backends):
        self.crew, self.directory, self.authority, self.backends = crew, directory, authority, backends
        self.ports = {front: free_port() for front in FRONTS}
        directory.mkdir()

    def port(self, secure=False, behind="http1"):
        return self.ports[secure, behind]

    def url(self, path, secure=False, behind="http1"):
        return f"{'https' if secure else 'http'}://localhost:{self.port(secure, behind)}{path}"

    @property
    def pid(self):
        return self.process.pid

    def await_listening(self):
        for front, port in self.ports.items():
            wait(60, f"{self.name} listens at {front_name(*front)}", lambda: accepts("127.0.0.1", port) or self.ended(), every=0.1)
        if self.ended():
            raise RuntimeError(f"{self.name} did not start, see {self.crew.out}")

    def ended(self):
        return self.process.poll() is not None

    def renewed(self):
        """Called when the files of the certificate have been replaced."""


QUORATE = """
listeners:
{listeners}
routes:
{routes}
  - {{ name: sockets, path: /ws, upstream: node1 }}
  - {{ name: remote, path: /quorate.Echo, upstream: grpc }}
upstreams:
  - {{ name: nginx1, endpoints: [{{ address: "127.0.0.1:{nginx1}" }}], connections: {{ perEndpoint: 4096 }}, check: {{ type: http, path: /health }} }}
  - {{ name: nginx2, protocol: http2, endpoints: [{{ address: "127.0.0.1:{nginx2}" }}], check: {{ type: tcp }} }}
  - {{ name: node1, endpoints: [{{ address: "127.0.0.1:{node1}" }}], check: {{ type: tcp }} }}
  - {{ name: node2, protocol: http2, endpoints: [{{ address: "127.0.0.1:{node2}" }}], check: {{ type: tcp }} }}
  - {{ name: grpc, protocol: http2, endpoints: [{{ address: "127.0.0.1:{grpc}" }}], check: {{ type: tcp }} }}
"""


class Quorate(Proxy):
    name = "quorate"

    def start(self):
        listeners, routes = "", ""
        for (secure, behind), port in self.ports.items():
            name, digit = front_name(secure, behind), behind[-1]
            how = f"tls: {{ certificates: [{{ cert: {self.authority.directory}/site.crt, key: {self.authority.directory}/site.key }}] }}" if secure else "h2c: true"
            listeners += f'  - {{ name: {name}, address: "127.0.0.1:{port}", {how} }}\n'
            routes += f"  - {{ name: {name}, listeners: [{name}], upstream: nginx{digit} }}\n"
            routes += f"  - {{ name: {name}-node, listeners: [{name}], path: /node, upstream: node{digit} }}\n"
        (self.directory / "quorate.yaml").write_text(QUORATE.format(listeners=listeners, routes=routes, **self.backends))
        self.admin = free_port()
        command = ["java", *os.environ.get("QUORATE_JVM", JVM).split(), "-jar", "target/quorate.jar", "run"]
        self.process = self.crew.start("quorate", *command, "--conf", self.directory, "--admin", f"127.0.0.1:{self.admin}")
        wait(60, "quorate is ready", lambda: self.ended() or get("127.0.0.1", self.admin, "/readyz")[0] == 200, every=0.2)
        self.await_listening()

    def metrics(self):
        return get("127.0.0.1", self.admin, "/metrics", 10)[1]


HAPROXY = """
global
  maxconn 9000
  nbthread 2
  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
  ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305
  ssl-default-bind-curves X25519:P-256
defaults
  mode http
  timeout connect 2s
  timeout client 75s
  timeout server 60s
  timeout http-request 10s
  timeout http-keep-alive 75s
  timeout tunnel 120s
  option forwardfor
{frontends}
backend nginx1
  server a 127.0.0.1:{nginx1}
backend nginx2
  server a 127.0.0.1:{nginx2} proto h2
backend node1
  server a 127.0.0.1:{node1}
backend node2
  server a 127.0.0.1:{node2} proto h2
backend grpc
  server a 127.0.0.1:{grpc} proto h2
"""

FRONTEND = """
frontend {name}
  bind 127.0.0.1:{port} {tls}
  use_backend node1 if {{ path -m beg /ws }}
  use_backend grpc if {{ path -m beg /quorate.Echo }}
  use_backend node{digit} if {{ path -m beg /node }}
  default_backend nginx{digit}
"""


class HAProxy(Proxy):
    name = "haproxy"

    def start(self):
        frontends = ""
        for (secure, behind), port in self.ports.items():
            tls = f"ssl crt {self.authority.directory}/site.pem alpn h2,http/1.1" if secure else ""
            frontends += FRONTEND.format(name=front_name(secure, behind), port=port, tls=tls, digit=behind[-1])
        conf = self.directory / "haproxy.cfg"
        conf.write_text(HAPROXY.format(frontends=frontends, **self.backends))
        self.process = self.crew.start("haproxy", "haproxy", "-W", "-db", "-f", conf)
        self.await_listening()

    def renewed(self):
        os.kill(self.process.pid, signal.SIGUSR2)


PROXIES = {proxy.name: proxy for proxy in (Quorate, HAProxy)}
