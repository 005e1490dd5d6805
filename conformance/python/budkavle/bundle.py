"""Bundles: the container, its sections, attachments and the integrity hash (7.1 to 7.3, 7.10)."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from . import limits
from .cursor import SECTION, TOO_LARGE, TRUNCATED, Broken, Cursor, write_varint
from .section import Outcome, read_messages
from .streams import Allowance

MAGIC = b"\xd7\x42\x4b"
VERSION = 1
HASH_BYTES = 8
MESSAGES, ATTACHMENTS = 1, 2
EXCHANGE = (4, 5)
_HEADER = len(MAGIC) + 1


class Refused(ValueError):
    """Bytes that are no bundle of this version."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Attachment:
    """Delivered where there is no code. Half a hash is none."""

    hash: bytes | None
    data: bytes | None = None
    code: str | None = None


@dataclass(frozen=True)
class Skipped:
    type: int
    length: int


@dataclass
class Bundle:
    """What a reader makes of a bundle; `code` says what is wrong with the whole."""

    code: str | None = None
    length: int | None = None
    """With magic, version and length, as declared; None where the length cannot be read or is not allowed."""
    messages: list[Outcome] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    exchange: dict[int, bytes] = field(default_factory=dict)
    """The bodies of the first ask and the first answer, by their types (SPEC 8.8, 8.12); this implementation takes part in no exchange."""
    skipped: list[Skipped] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    hash: bytes | None = None
    """What the integrity hash should be, where all sections could be read."""

    def fault(self, code: str) -> None:
        """Of several, the first is reported."""
        self.code = self.code or code


def read_length(data: bytes | memoryview, at: int = 0) -> tuple[int, int]:
    """Of a bundle of whatever version that begins here: where the bytes after the length begin, and where it ends."""
    cursor = Cursor(data, at + _HEADER, code=TRUNCATED)
    length = cursor.varint()
    if cursor.at - at + length > limits.BUNDLE:
        raise Broken(TOO_LARGE)
    return cursor.at, cursor.at + length


def read_bundle(data: bytes) -> Bundle:
    """The bundle that the bytes begin with."""
    if data[: len(MAGIC)] != MAGIC or len(data) < _HEADER:
        raise Refused("bundle-magic")
    if data[_HEADER - 1] != VERSION:
        raise Refused("bundle-version")
    found = Bundle()
    try:
        start, length = read_length(data)
        if length - start < HASH_BYTES:
            raise Broken(SECTION)
    except Broken as broken:
        found.fault(broken.code)
        return found
    found.length = length
    end = length - HASH_BYTES
    is_cut = len(data) < end
    sections = Cursor(data, start, min(end, len(data)), TRUNCATED if is_cut else SECTION)
    hashed = sha256()
    _read_sections(found, sections, end, hashed)
    if len(data) < length:
        found.fault(TRUNCATED)
    if found.code is None:
        found.hash = hashed.digest()[:HASH_BYTES]
        if data[end:length] != found.hash:
            found.fault("bundle-hash")
    return found


def _read_sections(found: Bundle, sections: Cursor, end: int, hashed: Any) -> None:
    allowance = Allowance()
    for _ in range(limits.BUNDLE_SECTIONS):
        if sections.left == 0:
            return
        try:
            kind = sections.byte()
            length = sections.varint()
        except Broken as broken:
            return found.fault(broken.code)
        body = Cursor(sections.data, sections.at, min(sections.at + length, sections.end))
        if length > sections.left:
            body.code = SECTION if sections.at + length > end else sections.code
            found.fault(body.code)
        content = _read_section(found, kind, length, body, allowance)
        if content is not None:
            hashed.update(bytes([kind]) + write_varint(len(content)))
            hashed.update(content)
        sections.at += min(length, sections.left)
    if sections.left > 0:
        found.fault(TOO_LARGE)


def _read_section(
    found: Bundle, kind: int, length: int, body: Cursor, allowance: Allowance
) -> bytes | memoryview | None:
    """What the integrity hash is over. None where the section has a fault: then nobody compares the hash."""
    start, fault = body.at, None
    if kind == MESSAGES:
        try:
            messages = read_messages(body, allowance, body.code if length > body.left else None)
        except Broken as broken:
            return found.fault(broken.code)
        found.messages += messages.outcomes
        found.sections.append(messages.content)
        if messages.code is not None:
            return found.fault(messages.code)
        return messages.layout.content()
    allowance.content -= body.left
    if allowance.content < 0:
        allowance.content += body.left
        return found.fault(TOO_LARGE)
    if kind == ATTACHMENTS:
        fault = _read_attachments(found.attachments, body, allowance)
        if fault is not None:
            return found.fault(fault)
    elif kind in EXCHANGE and kind not in found.exchange:
        found.exchange[kind] = bytes(body.data[start : body.end])
    else:
        found.skipped.append(Skipped(kind, length))
    content = body.data[start : body.end]
    found.sections.append({"type": kind, "body": bytes(content)})
    return content


def _read_attachments(found: list[Attachment], body: Cursor, allowance: Allowance) -> str | None:
    """The code of what is wrong with the section, if that is."""
    while body.left > 0:
        if allowance.blobs == 0:
            return TOO_LARGE
        allowance.blobs -= 1
        digest = None
        try:
            digest = bytes(body.take(32))
            data = body.take(body.varint())
        except Broken as broken:
            found.append(Attachment(digest, None, broken.code))
            return broken.code
        if len(data) > limits.BLOB:
            found.append(Attachment(digest, None, "blob-too-large"))
        elif sha256(data).digest() != digest:
            found.append(Attachment(digest, None, "blob-hash"))
        else:
            found.append(Attachment(digest, bytes(data)))
    return None
