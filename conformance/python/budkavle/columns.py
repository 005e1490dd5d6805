"""The columns of a messages section: what the structure and the bits stream say of each message (7.6, 7.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import schema as s
from .cursor import SECTION, Broken, Cursor
from .streams import PROOFS, Layout, Stream
from .tables import Shape, Tables

REFERENCES = (s.ROOT, s.PARENT, s.FIRST, s.TARGET)
SIGNED = (s.TIME, s.EXPIRES)
NUMBERS = (s.REV, s.SIZE)
BYTES = (s.STANCE, s.GROUNDS, s.FORMAT, s.SALT)
TEXTS = (s.TEXT, s.NAME, s.ABOUT)
NOTHING = (s.QUESTION, s.HEAD)

_NUMBER_F, _SIGNED_F = 2, 1
_GREATEST_NUMBER, _GREATEST_SIGNED, _NEGATIVE = 207, 105, 128
OUTSIDE_NEW, DERIVED, BY_LIST, BY_ALL, OUTSIDE_AGAIN = 0, 1, 2, 64, 128


class Reference(NamedTuple):
    """7.8: the least symbol of its way, and the number that it holds."""

    way: int
    number: int


class Topics(NamedTuple):
    """The indexes of a message are indexes[start:start + count]."""

    indexes: Any
    start: int
    count: int


class Bits:
    def __init__(self, stream: Stream):
        if stream.code is not None:
            raise Broken(stream.code)
        self.data = stream.data
        self.at = 0

    def take(self, count: int) -> int:
        end = self.at + count
        if end > 8 * len(self.data):
            raise Broken(SECTION)
        value = int.from_bytes(self.data[self.at >> 3 : (end + 7) >> 3], "little") >> (self.at & 7)
        self.at = end
        return value & ((1 << count) - 1)

    def is_used_up(self) -> bool:
        """No byte follows the one of the last bit; its unused bits are not looked at."""
        return (self.at + 7) >> 3 == len(self.data)


@dataclass
class Columns:
    """By message. None stands for an index, symbol or number that does not exist."""

    shapes: list[Shape | None]
    writers: list[int | None]
    seqs: list[int | None]
    """Differences, of messages that do not travel whole."""
    lengths: list[int | None]
    """Of payloads that travel whole."""
    values: list[dict[int, Any]]
    """By shape: the columns of its keys."""
    places: list[int | None]
    """Of the shape of each message, and the place of the message in the columns of the shape."""
    ranks: list[int]
    ways: list[int] = field(default_factory=list)
    """0 for a signature, else j for the j-th tree."""
    is_used_up: bool = True

    def of_message(self, index: int) -> dict[int, Any]:
        """The values of a message that does not travel whole, by key."""
        columns, rank = self.values[self.places[index]], self.ranks[index]  # type: ignore[index]
        return {key: column[rank] for key, column in columns.items()}


class _Reader:
    def __init__(self, structure: Cursor, bits: Bits):
        self.structure = structure
        self.bits = bits

    def bytes(self, count: int) -> memoryview:
        return self.structure.take(count)

    def indexes(self, count: int, entries: int) -> Any:
        """Unchecked; 7.6."""
        if entries <= 1:
            return bytes(count)
        width = 1 if entries <= 256 else 2 if entries <= 65536 else 3
        planes = [self.structure.take(count) for _ in range(width)]
        if width == 1:
            return planes[0]
        return [sum(byte << (8 * place) for place, byte in enumerate(bytes_)) for bytes_ in zip(*planes)]

    def index(self, count: int, entries: int) -> list[int | None]:
        return [index if index < entries else None for index in self.indexes(count, entries)]

    def numbers(self, count: int) -> list[int | None]:
        symbols = self.structure.take(count)
        return [self._value(symbol, _NUMBER_F) if symbol <= _GREATEST_NUMBER else None for symbol in symbols]

    def signed(self, count: int) -> list[int | None]:
        found: list[int | None] = []
        for symbol in self.structure.take(count):
            size = symbol % _NEGATIVE
            if size > _GREATEST_SIGNED:
                found.append(None)
                continue
            value = self._value(size, _SIGNED_F)
            found.append(-value if symbol >= _NEGATIVE else value)
        return found

    def references(self, count: int, key: int) -> list[Reference | None]:
        found: list[Reference | None] = []
        for symbol in self.structure.take(count):
            if symbol == OUTSIDE_NEW:
                found.append(Reference(OUTSIDE_NEW, 0))
            elif symbol == DERIVED:
                found.append(Reference(DERIVED, 0) if key == s.ROOT else None)
            else:
                way = OUTSIDE_AGAIN if symbol >= OUTSIDE_AGAIN else BY_ALL if symbol >= BY_ALL else BY_LIST
                found.append(Reference(way, self._value(symbol - way, _NUMBER_F)))
        return found

    def topics(self, count: int, entries: int) -> list[Topics]:
        counts = self.structure.take(count)
        indexes = self.indexes(sum(counts), entries)
        found, start = [], 0
        for many in counts:
            found.append(Topics(indexes, start, many))
            start += many
        return found

    def _value(self, symbol: int, f: int) -> int:
        if symbol < 1 << (f + 1):
            return symbol
        e = (symbol >> f) - 1
        return ((symbol - (e << f)) << e) + self.bits.take(e)

    def values(self, key: int, count: int, tables: Tables) -> Any:
        """The column of a key in the messages of one shape (7.7)."""
        if key in SIGNED:
            return self.signed(count)
        if key in (s.SPACE, s.LANG):
            return self.index(count, len(tables.spaces if key == s.SPACE else tables.langs))
        if key in REFERENCES:
            return self.references(count, key)
        if key in BYTES:
            return self.bytes(count)
        if key == s.TOPICS:
            return self.topics(count, len(tables.topics))
        if key == s.SUBJECT:
            return self.index(count, len(tables.authors))
        if key in NOTHING:
            return bytes(count)
        return self.numbers(count)  # revs and sizes, and the lengths of all else


def read_columns(structure: Cursor, layout: Layout, tables: Tables) -> Columns:
    """Broken where the structure or the bits stream ends before the last column does."""
    n = layout.count
    reader = _Reader(structure, Bits(layout.streams["bits"]))
    places = reader.index(n, len(tables.shapes))
    shapes = [None if place is None else tables.shapes[place] for place in places]
    apart = [i for i, shape in enumerate(shapes) if shape is not None and not shape.is_whole]
    whole = [i for i, shape in enumerate(shapes) if shape is not None and shape.is_whole]
    found = Columns(shapes, [None] * n, [None] * n, [None] * n, [{} for _ in tables.shapes], places, [0] * n)
    _fill(found.writers, apart, reader.index(len(apart), len(tables.writers)))
    _fill(found.seqs, apart, reader.signed(len(apart)))
    _fill(found.lengths, whole, reader.numbers(len(whole)))
    counts = [0] * len(tables.shapes)
    for i, place in enumerate(places):
        if place is not None:
            found.ranks[i] = counts[place]
            counts[place] += 1
    of_key: dict[int, list[int]] = {}
    for place, shape in enumerate(tables.shapes):
        for key in shape.keys:
            of_key.setdefault(key, []).append(place)
    for key in sorted(of_key):
        for place in of_key[key]:
            found.values[place][key] = reader.values(key, counts[place], tables)
    if layout.flags & PROOFS:
        found.ways = list(reader.bytes(n))
        if found.ways.count(0) != layout.signed:
            raise Broken(SECTION)
    found.is_used_up = structure.left == 0 and reader.bits.is_used_up()
    return found


def _fill(column: list, places: list[int], values: Any) -> None:
    for place, value in zip(places, values):
        column[place] = value
