"""Plays attacks, each over and over on its connections, until the time is over; prints what became of them as JSON."""

import json
import random
import select
import socket
import sys
import threading
import time
from collections import Counter

from attacks import ATTACKS, BATCH, GRACE
from frames import Reader

AGAIN = 1.0  # seconds until it comes again
BIG = 16 << 20  # what those that do not read ask for, at least
LITTLE = 4096


def main():
    ports, seconds, chosen = json.loads(sys.argv[1]), float(sys.argv[2]), json.loads(sys.argv[3])
    until = time.monotonic() + seconds
    ends = {name: [] for name in chosen}
    threads = [
        threading.Thread(target=again, args=(ATTACKS[name], ports[ATTACKS[name].listener], until, ends[name]))
        for name in chosen
        for _ in range(ATTACKS[name].at_once)
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    json.dump({name: summary(ATTACKS[name], ends[name]) for name in chosen}, sys.stdout)


def again(attack, port, until, ends):
    while time.monotonic() < until:
        end = End(attack, until)
        end.run(port)
        ends.append(end)
        time.sleep(AGAIN * random.uniform(0.8, 1.2))


class Over(Exception):
    """It was cut off."""


class End:
    """One connection, and how it ended: cut off or not, after how long, after how much, and with which words."""

    def __init__(self, attack, until):
        self.attack, self.reader, self.first, self.took_in = attack, Reader(), b"", 0
        self.turns, self.cut, self.took = 0, False, 0.0
        self.until = time.monotonic() + attack.ends + GRACE if attack.ends else max(until, time.monotonic() + 1)

    def run(self, port):
        begun = time.monotonic()
        with socket.socket() as connection:
            if not self.attack.reads:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
            try:
                connection.connect(("127.0.0.1", port))
                connection.setblocking(False)
                self.play(connection)
            except (Over, ConnectionError):
                self.cut = True
        self.took = time.monotonic() - begun

    def play(self, connection):
        for data, pause in self.attack.play():
            self.send(connection, data)
            self.turns += 1
            self.listen(connection, pause)
            if self.left() <= 0:
                break
        if not self.attack.reads:
            # So much was on its way when it was cut off.
            while self.took_in < BIG:
                self.take(connection, GRACE)

    def left(self):
        """One that does not read needs the rest of its time to look what there is."""
        return self.until - time.monotonic() - (0 if self.attack.reads else GRACE / 2)

    def send(self, connection, data):
        """As far as it is taken."""
        view = memoryview(data)
        while view and self.left() > 0:
            if select.select([], [connection], [], 0.1)[1]:
                view = view[connection.send(view[:65536]) :]
            elif self.attack.reads:
                self.listen(connection, 0)

    def listen(self, connection, seconds):
        until = time.monotonic() + min(seconds, max(0, self.left()))
        if not self.attack.reads:
            time.sleep(max(0, until - time.monotonic()))
            return
        while self.take(connection, max(0, until - time.monotonic())):
            pass

    def take(self, connection, seconds):
        """Whether something came in that time; an exception if that is the end."""
        if not select.select([connection], [], [], seconds)[0]:
            if not self.attack.reads:
                raise TimeoutError("neither the rest came nor the end")
            return False
        data = connection.recv(65536)
        self.took_in += len(data)
        self.first = (self.first + data)[:16] if len(self.first) < 16 else self.first
        spoken = self.first.startswith(b"HTTP/")
        if not spoken and self.attack.reads:
            self.reader.take(data)
        answered = self.attack.streams and (spoken or self.reader.goaway or len(self.reader.ended) >= self.attack.streams)
        if not data or answered:
            raise Over
        return True

    def said(self):
        if self.reader.goaway:
            return self.reader.goaway
        if self.first.startswith(b"HTTP/1.1 "):
            return self.first[9:12].decode()
        if self.reader.resets:
            return "RST " + ", ".join(sorted(set(self.reader.resets.values())))
        return "closed" if self.cut else "nothing"


def summary(attack, ends):
    cut = [end for end in ends if end.cut]
    each = BATCH if attack.sends in ("frames", "streams") else 1
    return {
        "made": len(ends),
        "cut": len(cut),
        "missed": len(ends) - len(cut) if attack.ends else 0,
        "longest": max((end.took for end in cut), default=None),
        "sent": max((end.turns * each for end in cut), default=None) if attack.sends else None,
        "said": [f"{count} × {said}" for said, count in Counter(end.said() for end in ends).most_common(3)],
    }


if __name__ == "__main__":
    main()
