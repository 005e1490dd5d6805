"""The tables of a messages section (7.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import limits, schema as s
from .cursor import SECTION, TOO_LARGE, Broken, Cursor
from .streams import PROOFS, Layout, Stream

KEY_BYTES = 32


@dataclass(frozen=True)
class Shape:
    """What messages of one kind with the same keys have in common; `kind` is None where they travel whole."""

    kind: int | None
    keys: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.kind is None

    def has(self, *keys: int) -> bool:
        return any(key in self.keys for key in keys)


@dataclass(frozen=True)
class Writer:
    author: bytes | None  # None where the index of the author does not exist
    log: int


@dataclass
class Tables:
    authors: list[bytes] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    spaces: list[bytes] = field(default_factory=list)
    langs: list[bytes] = field(default_factory=list)
    topics: list[bytes] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    trees: list[tuple[int, int]] = field(default_factory=list)
    """The index of a message, and how many hashes are declared."""


def read_tables(structure: Cursor, layout: Layout) -> Tables:
    n = layout.count
    found = Tables()
    raw, text = layout.streams["raw"], layout.streams["text"]
    authors = _count(structure, 2 * n)
    found.authors = [bytes(raw.take(KEY_BYTES)) for _ in range(authors)]
    writers = [(structure.varint(), structure.varint()) for _ in range(_count(structure, n))]
    found.writers = [Writer(found.authors[a] if a < authors else None, log) for a, log in writers]
    for name, most in (("spaces", n), ("langs", n), ("topics", limits.TOPICS * n)):
        sizes = [structure.varint() for _ in range(_count(structure, most))]
        setattr(found, name, [bytes(text.take(size)) for size in sizes])
    found.shapes = _read_shapes(structure, n)
    if layout.flags & PROOFS:
        found.trees = [(structure.varint(), structure.varint()) for _ in range(_count(structure, layout.signed))]
    return found


def _count(structure: Cursor, most: int) -> int:
    count = structure.varint()
    if count > most:
        raise Broken(TOO_LARGE)
    return count


def _read_shapes(structure: Cursor, most: int) -> list[Shape]:
    shapes = []
    keys_left = limits.SHAPE_KEYS
    for _ in range(_count(structure, most)):
        number = structure.varint()
        if number == 0:
            shapes.append(Shape(None))
            continue
        keys_left -= number - 1
        if keys_left < 0:
            raise Broken(TOO_LARGE)
        kind, keys, key = structure.varint(), [], s.SEQ
        for _ in range(number - 1):
            key += structure.varint() + 1
            if key > limits.INTEGER:
                raise Broken(SECTION)
            keys.append(key)
        shapes.append(Shape(kind, tuple(keys)))
    return shapes


def structure_cursor(stream: Stream) -> Cursor:
    if stream.code is not None:
        raise Broken(stream.code)
    return Cursor(stream.data)
