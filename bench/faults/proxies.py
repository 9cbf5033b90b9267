"""What a run can be aimed at, each by the config that stands in proxies/."""

import os
from pathlib import Path

from servers import CLUSTER, HTTP, Member, accepts, is_ready, wait
from watch import acquainted

CONFIGS = Path(__file__).parent / "proxies"
MEMBERS = "abc"
os.environ.setdefault("QUORATE_JVM", "-Xmx256m")


def filled(config, out, backends, bind=""):
    """A copy of a config with this run's addresses in it."""
    text = (CONFIGS / config).read_text().replace("BIND", bind)
    for number, backend in enumerate(backends, 1):
        text = text.replace(f"BACKEND_{number}", backend.address)
    copy = out / config
    copy.write_text(text)
    return copy


class Quorate:
    """Members of ours, that know each other if they are several."""

    def __init__(self, size):
        self.size, self.members = size, []

    def start(self, lab, backends, out):
        """Where it listens, by name."""
        conf = out / "conf"
        conf.mkdir()
        filled("quorate.yaml", conf, backends)
        spaces = {name: lab.add(name, f"10.77.0.{last}") for last, name in enumerate(MEMBERS[: self.size], 1)}
        peers = [f"{space.address}:{CLUSTER}" for space in spaces.values()] if self.size > 1 else []
        self.members = members = [Member(name, space, out, conf, peers) for name, space in spaces.items()]
        for member in members:
            member.start()
        for member in members:
            wait(60, f"{member.name} is ready", lambda member=member: is_ready(member), every=0.1)
        wait(60, "all members know each other", lambda: acquainted(members), every=0.1)
        return {member.name: f"{member.space.address}:{HTTP}" for member in members}


class Other:
    """A proxy of others: its command, to which the config's path is added."""

    def __init__(self, config, *command):
        self.config, self.command = config, command

    def start(self, lab, backends, out):
        space = lab.add(MEMBERS[0], "10.77.0.1")
        conf = filled(self.config, out, backends, f"{space.address}:{HTTP}")
        # Caddy keeps files of its own where XDG says, nginx at its prefix.
        command = ["env", f"XDG_CONFIG_HOME={out}", f"XDG_DATA_HOME={out}", *self.command, str(conf)]
        with open(out / "proxy.log", "ab") as output:
            space.start(*(part.replace("OUT", str(out)) for part in command), output=output)
        wait(10, f"{self.command[0]} listens, see {out}", lambda: accepts(space.address, HTTP))
        return {MEMBERS[0]: f"{space.address}:{HTTP}"}


class Bare:
    """No proxy: clients know the backends, each a third of them. Shows what the load itself adds."""

    def start(self, lab, backends, out):
        return {backend.host: backend.address for backend in backends}


HAPROXY = ("haproxy", "-db", "-f")
NGINX = ("nginx", "-p", "OUT", "-e", "error.log", "-c")
CADDY = ("caddy", "run", "--adapter", "caddyfile", "--config")

PROXIES = {
    "quorate": Quorate(1),
    "quorate-3": Quorate(3),
    "haproxy": Other("haproxy.cfg", *HAPROXY),
    "haproxy-tuned": Other("haproxy-tuned.cfg", *HAPROXY),
    "nginx": Other("nginx.conf", *NGINX),
    "nginx-tuned": Other("nginx-tuned.conf", *NGINX),
    "caddy": Other("Caddyfile", *CADDY),
    "caddy-tuned": Other("Caddyfile-tuned", *CADDY),
    "bare": Bare(),
}
