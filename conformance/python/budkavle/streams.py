"""The layout of a messages section: flags, counts, five streams and signatures (7.4)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from . import limits
from .cursor import INFLATE, SECTION, TOO_LARGE, Broken, Cursor, write_varint

STREAMS = ("structure", "bits", "values", "text", "raw")
_GREATEST_RATIO = 1032
PROOFS = 1
"""The flag of a section with messages that have no signature."""


class Stream:
    """The bytes of a stream, taken from left to right. One that is damaged has none, and a code."""

    def __init__(self, data: bytes | memoryview, code: str | None = None):
        self.data = memoryview(data)
        self.code = code
        self.at = 0

    @property
    def left(self) -> int:
        return len(self.data) - self.at

    def take(self, length: int) -> memoryview:
        """The next bytes. Where there are fewer, the stream is used up (7.11)."""
        if length > self.left:
            self.at = len(self.data)
            raise Broken(self.code or SECTION)
        self.at += length
        return self.data[self.at - length : self.at]


def inflate(data: memoryview, length: int) -> bytes | None:
    """Exactly `length` bytes out of all of the data, or None. One byte more shows that there are too many."""
    decoder = zlib.decompressobj(-15)
    try:
        found = decoder.decompress(data, length + 1)
    except zlib.error:
        return None
    fits = len(found) == length and decoder.eof and not decoder.unused_data and not decoder.unconsumed_tail
    return found if fits else None


@dataclass
class Layout:
    """A messages section whose streams have their places."""

    flags: int
    count: int
    signed: int
    streams: dict[str, Stream]
    signatures: list[bytes]
    faults: list[str] = field(default_factory=list)
    cut: str | None = None
    """What is wrong with a message whose signature is not there as a whole."""
    """The codes of what is wrong, in the order of 7.1."""

    @property
    def counts(self) -> bytes:
        return write_varint(self.count) + (write_varint(self.signed) if self.flags & PROOFS else b"")

    def content(self) -> bytes:
        """What is hashed of a section of which all could be read (7.3)."""
        parts = [bytes([self.flags]), self.counts]
        for name in STREAMS:
            parts += [write_varint(len(self.streams[name].data)), self.streams[name].data]
        return b"".join([*parts, *self.signatures])


@dataclass
class Allowance:
    """What is left of the limits of a bundle (7.2)."""

    messages: int = limits.BUNDLE_MESSAGES
    blobs: int = limits.BUNDLE_BLOBS
    content: int = limits.BUNDLE_CONTENT
    payloads: int = limits.BUNDLE_CONTENT


def read_layout(body: Cursor, allowance: Allowance) -> Layout:
    """Broken where flags, counts or the place of a stream cannot be read: then there are no messages."""
    length = body.left
    flags = body.byte()
    if flags not in (0, PROOFS):
        raise Broken(SECTION)
    count = body.varint()
    if count > allowance.messages or (flags & PROOFS and count > length):
        raise Broken(TOO_LARGE)
    signed = body.varint() if flags & PROOFS else count
    if signed > count:
        raise Broken(SECTION)
    if limits.SIGNATURE * signed > allowance.content:
        raise Broken(TOO_LARGE)
    allowance.messages -= count
    allowance.content -= limits.SIGNATURE * signed
    layout = Layout(flags, count, signed, {}, [])
    for name in STREAMS:
        try:
            stream = _read_stream(body, allowance)
        except Broken as broken:
            raise Broken((layout.faults + [broken.code])[0]) from None
        layout.streams[name] = stream
        if stream.code is not None:
            layout.faults.append(stream.code)
    present = min(signed, body.left // limits.SIGNATURE)
    layout.signatures = [bytes(body.take(limits.SIGNATURE)) for _ in range(present)]
    if present < signed:
        layout.cut = body.code
        layout.faults.append(body.code)
    elif body.left:
        layout.faults.append(SECTION)
    return layout


def _read_stream(body: Cursor, allowance: Allowance) -> Stream:
    """Broken where the place of the stream cannot be read; any other fault is that of the stream alone."""
    h = body.varint()
    length = body.varint() if h % 2 == 1 else h // 2
    data = body.take(h // 2)
    if length > _GREATEST_RATIO * len(data):
        return Stream(b"", INFLATE)
    if length > allowance.content:
        return Stream(b"", TOO_LARGE)
    allowance.content -= length
    if h % 2 == 0:
        return Stream(data)
    inflated = inflate(data, length)
    return Stream(b"", INFLATE) if inflated is None else Stream(inflated)
