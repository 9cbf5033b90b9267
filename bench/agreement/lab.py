"""Network namespaces joined by a bridge that lives in one of them: nothing of the host's own network is touched."""

import ctypes
import os
import subprocess

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


def sh(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def move(namespace):
    if LIBC.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def tell(pid, number):
    """Sends a signal to a process that may be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


class Space:
    """One network namespace: `lo` and, towards all others, `eth0`."""

    def __init__(self, name, addresses):
        self.name = name
        self.addresses = addresses

    @property
    def address(self):
        return self.addresses[0]

    def start(self, *command, output, nice=None):
        """Starts a process in here, in a process group of its own so that Ctrl-C reaches only us."""
        prefix = ["nice", "-n", str(nice)] if nice is not None else []
        enter = ["nsenter", f"--net=/run/netns/{self.name}", *prefix]
        return subprocess.Popen([*enter, *command], stdout=output, stderr=subprocess.STDOUT, start_new_session=True)

    def enter(self):
        """Moves the calling thread, and no other, into this namespace."""
        with open(f"/run/netns/{self.name}") as handle:
            move(handle.fileno())

    def iptables(self, *rule):
        sh("nsenter", f"--net=/run/netns/{self.name}", "iptables", "-w", *rule)

    def cut(self, *others):
        """Nothing comes from these addresses or goes to them any more."""
        for other in others:
            self.iptables("-A", "INPUT", "-i", "eth0", "-s", other, "-j", "DROP")
            self.iptables("-A", "OUTPUT", "-o", "eth0", "-d", other, "-j", "DROP")

    def swallow(self, address):
        """What comes for this address of ours disappears, and what it sends, on open connections too."""
        self.iptables("-A", "INPUT", "-i", "eth0", "-d", address, "-j", "DROP")
        self.iptables("-A", "OUTPUT", "-o", "eth0", "-s", address, "-j", "DROP")

    def drop(self, other):
        """What we send there disappears."""
        self.iptables("-A", "OUTPUT", "-o", "eth0", "-d", other, "-j", "DROP")

    def refuse(self, other):
        """Connections from here to there are reset."""
        reset = ("-j", "REJECT", "--reject-with", "tcp-reset")
        self.iptables("-A", "OUTPUT", "-o", "eth0", "-p", "tcp", "-d", other, *reset)

    def lose(self, share):
        """This share of the packets is lost, both ways."""
        lost = ("-m", "statistic", "--mode", "random", "--probability", str(share), "-j", "DROP")
        self.iptables("-A", "INPUT", "-i", "eth0", *lost)
        self.iptables("-A", "OUTPUT", "-o", "eth0", *lost)

    def heal(self):
        self.iptables("-F")


class Lab:
    """All namespaces of a run."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.spaces = {}
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        sh("ip", "netns", "add", self.full("hub"))
        self.in_hub("ip", "link", "add", "bridge", "type", "bridge")
        self.in_hub("ip", "addr", "add", "10.77.0.254/24", "dev", "bridge")
        self.in_hub("ip", "link", "set", "bridge", "up")
        self.in_hub("ip", "link", "set", "lo", "up")
        self.hub = Space(self.full("hub"), ["10.77.0.254"])

    def full(self, name):
        return f"{self.prefix}-{name}"

    def in_hub(self, *command):
        return sh("nsenter", f"--net=/run/netns/{self.full('hub')}", *command)

    def add(self, name, *addresses):
        full = self.full(name)
        sh("ip", "netns", "add", full)
        space = Space(full, list(addresses))
        self.spaces[name] = space
        self.in_hub("ip", "link", "add", f"v-{name}", "type", "veth", "peer", "name", "eth0", "netns", full)
        self.in_hub("ip", "link", "set", f"v-{name}", "master", "bridge", "up")
        for address in addresses:
            sh("ip", "-n", full, "addr", "add", f"{address}/24", "dev", "eth0")
        sh("ip", "-n", full, "link", "set", "lo", "up")
        sh("ip", "-n", full, "link", "set", "eth0", "up")
        return space

    def close(self):
        """Ends all that runs in the namespaces, removes them, and takes the calling thread back to where it came from."""
        move(self.home)
        os.close(self.home)
        for space in [*self.spaces.values(), self.hub]:
            for pid in sh("ip", "netns", "pids", space.name).split():
                tell(int(pid), 9)
            sh("ip", "netns", "del", space.name)
        self.spaces = {}
