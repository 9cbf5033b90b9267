"""Everything that a suite needs running: certificates, backends and the proxy in front of them."""

import random
import shutil
from pathlib import Path

import fetch
from certificates import Authority
from crew import Crew, free_port
from proxies import PROXIES
from servers import accepts, wait

BIG = 16 << 20
ASSETS = 50

NGINX = """
daemon off; master_process off; pid nginx.pid;
events {{ worker_connections 8192; }}
http {{
  access_log off; client_max_body_size 0; keepalive_requests 1000000; http2_max_concurrent_streams 256;
  client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
  types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; }}
  server {{
    listen 127.0.0.1:{nginx1} backlog=8192; listen 127.0.0.1:{nginx2} http2 backlog=8192;
    root {files};
    location /health {{ return 200 ok; }}
    error_page 405 =200 $uri;
  }}
}}
"""

PAGE = """<!doctype html><title>assets</title>
{assets}
<script>
addEventListener("load", () => {{
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  window.report = all.map((entry) => ({{ name: entry.name, protocol: entry.nextHopProtocol, status: entry.responseStatus }}));
}});
</script>
"""


class Stage:
    def __init__(self, target, out, seed):
        self.out = Path(out).resolve()
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.npm = fetch.npm()
        self.crew = Crew(self.out)
        try:
            self.files = self.make_files(seed)
            self.authority = Authority(self.out / "tls")
            self.authority.issue()
            self.start_backends()
            self.proxy = PROXIES[target](self.crew, self.out / "conf", self.authority, self.backends)
            self.proxy.start()
        except BaseException:
            self.crew.close()
            raise

    def make_files(self, seed):
        files = self.out / "files"
        files.mkdir()
        (files / "big.bin").write_bytes(random.Random(seed).randbytes(BIG))
        (files / "quarter.bin").write_bytes(bytes(256 << 10))
        (files / "index.html").write_text("hello\n")
        assets = []
        for number in range(ASSETS):
            kind = ("js", "css", "svg")[number % 3]
            body = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' if kind == "svg" else f"/* {number} */"
            (files / f"asset-{number}.{kind}").write_text(body + " " * 2000)
            assets.append(
                {
                    "js": f'<script src="asset-{number}.js"></script>',
                    "css": f'<link rel="stylesheet" href="asset-{number}.css">',
                    "svg": f'<img src="asset-{number}.svg">',
                }[kind]
            )
        (files / "page.html").write_text(PAGE.format(assets="\n".join(assets)))
        return files

    def start_backends(self):
        self.backends = {name: free_port() for name in ("nginx1", "nginx2", "node1", "node2", "grpc")}
        home = self.out / "nginx"
        (home / "temp").mkdir(parents=True)
        (home / "nginx.conf").write_text(NGINX.format(files=self.files, **self.backends))
        self.crew.start("nginx", "nginx", "-p", home, "-c", home / "nginx.conf", "-e", "error.log")
        ports = [self.backends[name] for name in ("node1", "node2", "grpc")]
        self.node("backend", "backend.mjs", *ports, self.files)
        for name, port in self.backends.items():
            wait(20, f"{name} listens", lambda: accepts("127.0.0.1", port), every=0.1)

    def node(self, name, script, *arguments):
        """Starts one of the scripts here."""
        return self.crew.start(name, "node", Path(__file__).parent / script, *arguments, env=self.env())

    def run_node(self, name, script, *arguments, limit):
        return self.crew.run(name, "node", Path(__file__).parent / script, *arguments, limit=limit, env=self.env())

    def env(self):
        return {"QUORATE_NPM": str(self.npm), "NODE_EXTRA_CA_CERTS": str(self.authority.ca)}

    def close(self):
        self.crew.close()
