"""Reading bytes from left to right: what lies beyond the end has a code (7.1)."""

from __future__ import annotations

from .limits import INTEGER

SECTION, TOO_LARGE, TRUNCATED = "bundle-section", "bundle-too-large", "bundle-truncated"
INFLATE, REFERENCE = "bundle-inflate", "bundle-reference"
_VARINT_BYTES = 8


class Broken(ValueError):
    """What makes the rest of a layout unreadable: a code of 10.1."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Cursor:
    """A place in bytes, and how far one may read. `code` is that of what ends too early."""

    def __init__(self, data: bytes | memoryview, at: int = 0, end: int | None = None, code: str = SECTION):
        self.data = memoryview(data)
        self.at = at
        self.end = len(data) if end is None else end
        self.code = code

    @property
    def left(self) -> int:
        return self.end - self.at

    def byte(self) -> int:
        if self.at >= self.end:
            raise Broken(self.code)
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        """7.1: groups of seven bits, lowest first, at most 2^53 - 1, in as few bytes as possible."""
        value = 0
        for index in range(_VARINT_BYTES):
            byte = self.byte()
            value |= (byte & 127) << (7 * index)
            if byte < 128:
                if value > INTEGER or (byte == 0 and index > 0):
                    raise Broken(SECTION)
                return value
        raise Broken(SECTION)

    def take(self, length: int) -> memoryview:
        if length > self.left:
            raise Broken(self.code)
        self.at += length
        return self.data[self.at - length : self.at]


def write_varint(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)
