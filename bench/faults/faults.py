"""What is done to one backend, and how it is undone."""

import signal
from collections import namedtuple

from lab import tell

# begin, end: called with the namespace of all backends and with the backend.
Fault = namedtuple("Fault", "name begin end")


def black_hole(farm, backend):
    farm.swallow(backend.host)


def heal(farm, backend):
    farm.heal()


def kill(farm, backend):
    backend.kill()


def revive(farm, backend):
    backend.start()


def stop(farm, backend):
    tell(backend.process.pid, signal.SIGSTOP)


def go_on(farm, backend):
    tell(backend.process.pid, signal.SIGCONT)


def nothing(farm, backend):
    """To see what there is without a fault."""


NONE = Fault("none", nothing, nothing)
FAULTS = {
    "a": Fault("a black-holed", black_hole, heal),
    "b": Fault("b refused", kill, revive),
    "c": Fault("c hung", stop, go_on),
    "none": NONE,
}
