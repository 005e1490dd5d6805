"""Files and streams: bundles and single messages one after the other (7.12)."""

from __future__ import annotations

from dataclasses import dataclass

from . import limits
from .bundle import HASH_BYTES, MAGIC, VERSION, Bundle, read_bundle, read_length
from .cbor import CborError, scan
from .cursor import Broken, Cursor
from .verify import Invalid, verify
from .message import Message

TRIES = 1024
"""At how many places of a file a reader looks for the next bundle inside of damaged ones."""
_HEADER = len(MAGIC) + 1
_FIRST_OF_MESSAGE = range(0xA0, 0xC0)


@dataclass(frozen=True)
class Item:
    """`type` is "bundle", "message" or "skipped"."""

    type: str
    offset: int
    length: int
    code: str | None = None
    bundle: Bundle | None = None
    bytes: bytes | None = None
    message: Message | None = None


def read_file(data: bytes) -> list[Item]:
    items: list[Item] = []
    at, tries = 0, _Tries()
    while at < len(data):
        item = _bundle(data, at, tries) or _message(data, at) or _skipped(data, at)
        items.append(item)
        at += item.length
    return items


@dataclass
class _Tries:
    left: int = TRIES


def _is_magic(data: bytes, at: int) -> bool:
    return data.startswith(MAGIC, at)


def _end(data: bytes, at: int) -> int | None:
    """Where a bundle of any version would end, if its length can be read and is allowed."""
    try:
        return read_length(data, at)[1]
    except Broken:
        return None


def _bundle(data: bytes, at: int, tries: _Tries) -> Item | None:
    if not _is_magic(data, at) or len(data) < at + _HEADER or data[at + _HEADER - 1] != VERSION:
        return None
    end = _end(data, at)
    end = _next_magic(data, at) if end is None else min(end, len(data))
    found = read_bundle(data[at:end])
    if found.length is None:
        end = _next_magic(data, at)
    elif found.code is not None:
        cut = _next_inside(data, at, end, tries)
        if cut is not None:
            end = cut
            found = read_bundle(data[at:end])
    return Item("bundle", at, end - at, found.code, found)


def _next_inside(data: bytes, at: int, end: int, tries: _Tries) -> int | None:
    """The next bundle, where that of a bundle that was cut off begins before this one should end."""
    inside = at + 1
    while tries.left > 0:
        tries.left -= 1
        inside = data.find(MAGIC, inside, end)
        if inside == -1:
            return None
        behind = _fitting_end(data, inside)
        if behind is not None and (behind in (end, len(data)) or _is_magic(data, behind)):
            return inside
        inside += 1
    return None


def _fitting_end(data: bytes, at: int) -> int | None:
    """Where the bundle that begins here ends, if its version, its length and the lengths of its sections fit."""
    if data[at + _HEADER - 1 : at + _HEADER] != bytes([VERSION]):
        return None
    try:
        start, behind = read_length(data, at)
        if behind > len(data) or behind - start < HASH_BYTES:
            return None
        sections = Cursor(data, start, behind - HASH_BYTES)
        for _ in range(limits.BUNDLE_SECTIONS):
            if sections.left == 0:
                return behind
            sections.byte()
            sections.take(sections.varint())
    except Broken:
        return None
    return behind if sections.left == 0 else None


def _message(data: bytes, at: int) -> Item | None:
    """A payload of which the end can be found, and the 64 bytes behind it."""
    if data[at] not in _FIRST_OF_MESSAGE:
        return None
    window = data[at : at + limits.MESSAGE]
    try:
        scan(window)
        return None  # it goes on to the last byte, so there is no signature
    except CborError as error:
        if error.code != "cbor-trailing":
            return None
        length = error.offset + limits.SIGNATURE
    if length > len(window):
        return None
    given = data[at : at + length]
    try:
        return Item("message", at, length, None, None, given, verify(given))
    except Invalid as error:
        return Item("message", at, length, error.code, None, given)


def _skipped(data: bytes, at: int) -> Item:
    """A bundle of another version as a whole, if its length is allowed and it is there; else up to the next magic."""
    code, end = "bundle-magic", None
    if _is_magic(data, at) and len(data) >= at + _HEADER:
        code, end = "bundle-version", _end(data, at)
    if end is None or end > len(data):
        end = _next_magic(data, at)
    return Item("skipped", at, end - at, code)


def _next_magic(data: bytes, at: int) -> int:
    found = data.find(MAGIC, at + 1)
    return len(data) if found == -1 else found
