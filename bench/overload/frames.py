"""HTTP/2 as bytes: frames, heads without compression, and what comes back."""

import struct

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION, UNKNOWN = 0, 1, 2, 3, 4, 6, 7, 8, 9, 99
END_STREAM, ACK, END_HEADERS = 1, 1, 4
HEADER = 9
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
ERRORS = "NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR REFUSED_STREAM CANCEL".split() + [
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
]


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack("!I", len(payload))[1:] + bytes((kind, flags)) + struct.pack("!I", stream) + payload


def settings(**values):
    """A connection's first: window is the initial one of its streams."""
    return frame(SETTINGS, payload=struct.pack("!HI", 4, values["window"]) if "window" in values else b"")


def literal(name, value, first=0):
    """A field that is not compressed; with `first` 0x40 it is kept in the table."""
    return bytes((first,)) + length(len(name)) + name.encode() + length(len(value)) + value.encode()


def length(number):
    """An integer of HPACK with a prefix of seven bits."""
    if number < 127:
        return bytes((number,))
    rest, out = number - 127, [127]
    while rest >= 128:
        out.append(rest % 128 + 128)
        rest //= 128
    return bytes((*out, rest))


def head(stream, path="/", method="GET", ends=True, **more):
    fields = {":method": method, ":scheme": "http", ":path": path, ":authority": "shop.test", **more}
    block = b"".join(literal(name, value) for name, value in fields.items())
    return frame(HEADERS, END_HEADERS | (END_STREAM if ends else 0), stream, block)


def window(stream, more):
    return frame(WINDOW_UPDATE, stream=stream, payload=struct.pack("!I", more))


def reset(stream):
    return frame(RST_STREAM, stream=stream, payload=struct.pack("!I", 8))


class Reader:
    """What came, frame by frame: how it was told to stop, and which streams were ended."""

    def __init__(self):
        self.rest, self.goaway, self.resets, self.ended = b"", None, {}, set()

    def take(self, data):
        self.rest += data
        while len(self.rest) >= HEADER:
            size = int.from_bytes(self.rest[:3], "big")
            if len(self.rest) < HEADER + size:
                return
            kind, flags, stream = self.rest[3], self.rest[4], int.from_bytes(self.rest[5:9], "big")
            payload, self.rest = self.rest[HEADER : HEADER + size], self.rest[HEADER + size :]
            if kind == GOAWAY:
                self.goaway = error(payload[4:8])
            elif kind == RST_STREAM:
                self.resets[stream] = error(payload)
            if kind == RST_STREAM or (kind in (DATA, HEADERS) and flags & END_STREAM):
                self.ended.add(stream)


def error(payload):
    code = int.from_bytes(payload, "big")
    return ERRORS[code] if code < len(ERRORS) else str(code)
