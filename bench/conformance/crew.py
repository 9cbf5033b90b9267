"""Processes that end with this one, whatever happens to it."""

import ctypes
import os
import random
import signal
import socket
import subprocess

DIE_WITH_PARENT = 1
LIBC = ctypes.CDLL(None)


def free_port():
    """A port of the loopback address that nothing listens on, below those that the system gives to connections."""
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Crew:
    """All processes of a run; their output goes to files named after them."""

    def __init__(self, out):
        self.out, self.processes = out, []

    def start(self, name, *command, env=None, **options):
        with open(self.out / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdout=options.pop("stdout", log),
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL),
                env={**os.environ, **(env or {})},
                **options,
            )
        self.processes.append(process)
        return process

    def run(self, name, *command, limit, env=None, **options):
        """Runs a command to its end: what it printed and how it ended; None for one that was still running after `limit` seconds."""
        printed = self.out / f"{name}.out"
        with open(printed, "wb") as output:
            process = self.start(name, *command, env=env, stdout=output, **options)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            code = None
        end(process)
        self.processes.remove(process)
        return printed.read_text(errors="replace"), code

    def close(self):
        for process in self.processes:
            end(process)
        self.processes = []


def end(process):
    """Kills a process and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
