"""What the keys of payloads, sources, attachments and stubs mean (3.3), and what the kinds have (3.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

from . import limits

KIND, AUTHOR, LOG, SEQ, TIME, SPACE, ROOT, PARENT, FIRST, REV, TARGET, STANCE, GROUNDS, SOURCES = range(14)
TEXT, FORMAT, LANG, TOPICS, ATTACHMENTS, EXPIRES, QUESTION, SUBJECT, TARGETS, SALT = range(14, 24)
NAME, ABOUT, KEYS, SIZE, HEAD = range(24, 29)

SOURCE_URI, SOURCE_HASH, SOURCE_MESSAGE, SOURCE_DAY = range(4)
ATTACHMENT_HASH, ATTACHMENT_SIZE, ATTACHMENT_TYPE, ATTACHMENT_NAME = range(4)

POST, REPLY, ENDORSEMENT, VOUCH, RETRACTION, PROFILE, CHECKPOINT = range(1, 8)
PRIVATE_KINDS = range(128, 256)

CONFIRM, DISPUTE, OUTDATED, WITHDRAWN = 1, 2, 3, 4
VOUCHES, DISTRUSTS = 1, 2
OBSERVED, REPRODUCED, BY_SOURCE, RELAYED = 1, 2, 3, 4


@dataclass(frozen=True)
class Uint:
    low: int = 0
    high: int = limits.INTEGER
    default: bool = False  # 0 is a default that must not be written


@dataclass(frozen=True)
class Bytes:
    low: int
    high: int


@dataclass(frozen=True)
class Text:
    low: int
    high: int
    pattern: str | None = None  # what the whole text matches, where not every character is allowed


@dataclass(frozen=True)
class Flag:
    """A bool of which only `true` is written."""


@dataclass(frozen=True)
class Items:
    item: "Spec"
    high: int
    ascending: str | None = None  # None, "bytes", or "target": by what the items ascend


@dataclass(frozen=True)
class Entries:
    """A map inside a payload. `rules` names the rules between its entries (see fields.py)."""

    fields: dict[int, "Spec"]
    names: dict[int, str]
    required: tuple[int, ...] = ()
    rules: str = ""


Spec = Union[Uint, Bytes, Text, Flag, Items, Entries]


def line(high: int) -> Text:
    """Text without LF and TAB."""
    return Text(1, high, r"[^\n\t]*")


ID = Bytes(32, 32)
_TOPICS = Items(line(limits.TOPIC), limits.TOPICS, "bytes")

SOURCE = Entries(
    {SOURCE_URI: line(limits.URI), SOURCE_HASH: ID, SOURCE_MESSAGE: ID, SOURCE_DAY: Uint()},
    {SOURCE_URI: "uri", SOURCE_HASH: "hash", SOURCE_MESSAGE: "message", SOURCE_DAY: "day"},
    rules="source",
)
ATTACHMENT = Entries(
    {
        ATTACHMENT_HASH: ID,
        ATTACHMENT_SIZE: Uint(),
        ATTACHMENT_TYPE: Text(1, limits.MEDIA_TYPE, r"[\x20-\x7e]*"),
        ATTACHMENT_NAME: line(limits.FILE_NAME),
    },
    {ATTACHMENT_HASH: "hash", ATTACHMENT_SIZE: "size", ATTACHMENT_TYPE: "type", ATTACHMENT_NAME: "name"},
    required=(ATTACHMENT_HASH, ATTACHMENT_SIZE, ATTACHMENT_TYPE),
)
_STUB_FIELDS: dict[int, Spec] = {
    LOG: Uint(1, default=True),
    SEQ: Uint(1),
    SPACE: line(limits.SPACE),
    ROOT: ID,
    PARENT: ID,
    FIRST: ID,
    TARGET: ID,
    TOPICS: _TOPICS,
}
STUB = Entries(
    _STUB_FIELDS,
    {
        LOG: "log",
        SEQ: "seq",
        SPACE: "space",
        ROOT: "root",
        PARENT: "parent",
        FIRST: "first",
        TARGET: "target",
        TOPICS: "topics",
    },
    required=(SEQ, TARGET),
    rules="references",
)

_PAYLOAD: list[tuple[int, str, Spec]] = [
    (KIND, "kind", Uint()),
    (AUTHOR, "author", Bytes(32, 32)),
    (LOG, "log", Uint(1, default=True)),
    (SEQ, "seq", Uint(1)),
    (TIME, "time", Uint()),
    (SPACE, "space", line(limits.SPACE)),
    (ROOT, "root", ID),
    (PARENT, "parent", ID),
    (FIRST, "first", ID),
    (REV, "rev", Uint(1, default=True)),
    (TARGET, "target", ID),
    (STANCE, "stance", Uint(1, 255)),
    (GROUNDS, "grounds", Uint(1, 255)),
    (SOURCES, "sources", Items(SOURCE, limits.SOURCES)),
    (TEXT, "text", Text(1, limits.TEXT)),
    (FORMAT, "format", Uint(1, 255, default=True)),
    (LANG, "lang", Text(1, limits.LANG, r"[A-Za-z0-9-]*")),
    (TOPICS, "topics", _TOPICS),
    (ATTACHMENTS, "attachments", Items(ATTACHMENT, limits.ATTACHMENTS)),
    (EXPIRES, "expires", Uint()),
    (QUESTION, "question", Flag()),
    (SUBJECT, "subject", Bytes(32, 32)),
    (TARGETS, "targets", Items(STUB, limits.TARGETS, "target")),
    (SALT, "salt", Bytes(limits.SALT_MIN, limits.SALT_MAX)),
    (NAME, "name", line(limits.NAME)),
    (ABOUT, "about", Text(1, limits.ABOUT)),
    (KEYS, "keys", Items(Bytes(32, 32), limits.KEYS, "bytes")),
    (SIZE, "size", Uint(1)),
    (HEAD, "head", ID),
]
PAYLOAD = Entries(
    {key: spec for key, _, spec in _PAYLOAD},
    {key: name for key, name, _ in _PAYLOAD},
)


@dataclass(frozen=True)
class Kind:
    """The fields of a known kind, beyond those of all kinds."""

    required: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()
    values: dict[int, frozenset[int]] = field(default_factory=dict)  # 3.6

    def has(self, key: int) -> bool:
        return key in COMMON_REQUIRED or key in COMMON_OPTIONAL or key in self.required or key in self.optional


COMMON_REQUIRED = (KIND, AUTHOR, SEQ)
COMMON_OPTIONAL = (LOG, TIME, SPACE)
_CONTENT = (TEXT, FORMAT, LANG, TOPICS, SOURCES, ATTACHMENTS, EXPIRES, QUESTION, SALT, FIRST, REV)
_FORMATS = {FORMAT: frozenset([1])}

KINDS: dict[int, Kind] = {
    POST: Kind((), _CONTENT, _FORMATS),
    REPLY: Kind((ROOT,), (PARENT, *_CONTENT), _FORMATS),
    ENDORSEMENT: Kind(
        (TARGET, STANCE),
        (ROOT, GROUNDS, SOURCES, REV),
        {
            STANCE: frozenset([CONFIRM, DISPUTE, OUTDATED, WITHDRAWN]),
            GROUNDS: frozenset([OBSERVED, REPRODUCED, BY_SOURCE, RELAYED]),
        },
    ),
    VOUCH: Kind((SUBJECT, STANCE), (REV,), {STANCE: frozenset([VOUCHES, DISTRUSTS, WITHDRAWN])}),
    RETRACTION: Kind((TARGETS,)),
    PROFILE: Kind((), (NAME, ABOUT, KEYS, ATTACHMENTS, REV)),
    CHECKPOINT: Kind((SIZE, HEAD)),
}
