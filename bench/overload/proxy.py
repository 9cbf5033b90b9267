"""Our jar with a small heap, three nginx servers behind it, and an endpoint that never answers."""

import selectors
import shutil
import socket
import threading

from attacks import HEAD, IDLE, RESPONSE
from certificates import Authority
from crew import Crew, free_port
from servers import accepts, get, wait

HEAP = 96  # MiB
KEPT = 5  # seconds that an unused connection to an endpoint is kept

NGINX = """
daemon off; master_process off; pid nginx.pid; events {{ worker_connections 8192; }}
http {{
  access_log off; client_max_body_size 0; keepalive_requests 1000000;
  client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
  server {{
    {listens} root {files};
    location ~ [.]bin$ {{ }}
    location ^~ /drip/ {{ limit_rate 2k; alias {files}/; }}
    location / {{ return 200 hello; }}
  }}
}}
"""

CONF = """
listeners:
  - {{ name: web, address: "127.0.0.1:{web}", h2c: true, timeouts: {{ head: {head}s, idle: 10s }} }}
  - {{ name: tls, address: "127.0.0.1:{tls}", timeouts: {{ head: {head}s, idle: 10s }}, tls: {{ certificates: [{{ cert: {site}.crt, key: {site}.key }}] }} }}
  - {{ name: proxied, address: "127.0.0.1:{proxied}", proxyProtocol: true, timeouts: {{ head: {head}s, idle: 10s }} }}
defaults: {{ route: {{ timeouts: {{ response: {response}s, idle: {idle}s }} }} }}
routes:
  - {{ name: all, upstream: app }}
  - {{ name: hang, path: /hang, upstream: hanging }}
upstreams:
  - {{ name: app, connections: {{ idle: {kept}s }}, endpoints: [{endpoints}], check: {{ type: http, path: /health }} }}
  - {{ name: hanging, connections: {{ idle: {kept}s }}, endpoints: [{{ address: "127.0.0.1:{hanging}" }}] }}
"""


def listen(server):
    """Takes connections and requests, and never says anything."""
    with selectors.DefaultSelector() as selector:
        selector.register(server, selectors.EVENT_READ)
        while True:
            for ready, _ in selector.select():
                if ready.fileobj is server:
                    selector.register(server.accept()[0], selectors.EVENT_READ)
                elif not received(ready.fileobj):
                    selector.unregister(ready.fileobj)
                    ready.fileobj.close()


def received(connection):
    try:
        return connection.recv(65536)
    except ConnectionError:
        return b""


class Proxy:
    def __init__(self, out):
        self.out = out.resolve()
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.crew = Crew(self.out)
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        authority = Authority(self.out / "tls")
        authority.issue()
        self.ports = {name: free_port() for name in ("web", "tls", "proxied")}
        self.start_endpoints()
        conf = self.out / "conf"
        conf.mkdir()
        endpoints = ", ".join(f'{{ address: "127.0.0.1:{port}" }}' for port in self.endpoints)
        times = {"head": HEAD, "idle": IDLE, "response": RESPONSE, "kept": KEPT}
        text = CONF.format(endpoints=endpoints, hanging=self.hanging.getsockname()[1], site=authority.directory / "site", **self.ports, **times)
        (conf / "quorate.yaml").write_text(text)
        self.admin = free_port()
        command = ["java", f"-Xmx{HEAP}m", "-XX:+ExitOnOutOfMemoryError", "-jar", "target/quorate.jar", "run"]
        self.process = self.crew.start("quorate", *command, "--conf", conf, "--admin", f"127.0.0.1:{self.admin}")
        wait(60, "quorate is ready", lambda: self.process.poll() is not None or get("127.0.0.1", self.admin, "/readyz")[0] == 200, every=0.2)

    def start_endpoints(self):
        files, home = self.out / "files", self.out / "nginx"
        files.mkdir()
        (files / "big.bin").write_bytes(bytes(16 << 20))
        (files / "quarter.bin").write_bytes(bytes(256 << 10))
        (home / "temp").mkdir(parents=True)
        self.endpoints = [free_port() for _ in range(3)]
        listens = " ".join(f"listen 127.0.0.1:{port} backlog=1024;" for port in self.endpoints)
        (home / "nginx.conf").write_text(NGINX.format(listens=listens, files=files))
        self.crew.start("nginx", "nginx", "-p", home, "-c", home / "nginx.conf", "-e", "error.log")
        for port in self.endpoints:
            wait(20, "nginx listens", lambda: accepts("127.0.0.1", port), every=0.1)
        self.hanging = socket.create_server(("127.0.0.1", 0), backlog=1024)
        threading.Thread(target=listen, args=(self.hanging,), daemon=True).start()

    def warm(self):
        """Classes are loaded and pools filled before anything is measured."""
        for listener, scheme in (("web", "http"), ("tls", "https")):
            command = ["h2load", "-n", 20000, "-c", 4, "-m", 10, f"{scheme}://127.0.0.1:{self.ports[listener]}/"]
            self.crew.run("warm", *command, limit=60)

    @property
    def pid(self):
        return self.process.pid

    def ended(self):
        return self.process.poll() is not None

    def metrics(self):
        return get("127.0.0.1", self.admin, "/metrics", 10)[1]

    def close(self):
        self.crew.close()
