"""Putting the messages of a section together (7.7, 7.8, 7.11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

from . import limits, schema as s
from .cbor import ARRAY, BYTES, MAP, TEXT, UINT, head
from .columns import BY_ALL, BY_LIST, DERIVED, OUTSIDE_AGAIN, OUTSIDE_NEW, REFERENCES, SIGNED, TEXTS
from .columns import BYTES as BYTE_KEYS, NUMBERS, Columns, Reference, Topics
from .cursor import REFERENCE, SECTION, TOO_LARGE, Broken
from .message import Message, message_id
from .streams import Allowance, Stream
from .tables import Shape, Tables
from .verify import Invalid, verify

Piece = Union[bytes, memoryview]
_PAYLOAD = limits.MESSAGE - limits.SIGNATURE
_NO_SIGNATURE = bytes(limits.SIGNATURE)
_NOT_IN_LIST = {
    s.ROOT: (s.ROOT, s.FIRST, s.TARGET),
    s.PARENT: (s.FIRST, s.TARGET),
    s.FIRST: (s.FIRST, s.TARGET),
    s.TARGET: (s.TARGET,),
}
"""7.8, by the key of the list; that of parent holds replies only."""
_DERIVED_FROM = (s.TARGET, s.PARENT, s.FIRST)


@dataclass
class Unfolded:
    """A message of a section, before its signature or proof is asked for."""

    shape: Shape | None
    author: bytes | None = None
    log: int | None = None
    seq: int | None = None
    payload: bytes | None = None
    id: bytes | None = None
    thread: bytes | None = None
    message: Message | None = None
    """Where 4.1 finds nothing in its stages 1 to 4; without signature."""
    code: str | None = None

    def fault(self, code: str) -> None:
        """Of several, the first is reported."""
        self.code = self.code or code


class Unfolder:
    def __init__(self, tables: Tables, columns: Columns, streams: dict[str, Stream], allowance: Allowance):
        self.tables = tables
        self.columns = columns
        self.values, self.text, self.raw = streams["values"], streams["text"], streams["raw"]
        self.allowance = allowance
        self.unfolded: list[Unfolded] = []
        self.lists: dict[int, list[int]] = {key: [] for key in REFERENCES}
        self.outside: list[bytes | None] = []
        self.seq_of_writer: dict[int, int] = {}
        self.last_time = 0

    def unfold(self) -> list[Unfolded]:
        for index, shape in enumerate(self.columns.shapes):
            found = Unfolded(shape)
            if shape is None:
                found.fault(SECTION)
            elif shape.is_whole:
                self._whole(index, found)
            else:
                self._of_columns(index, found, shape)
            if found.payload is not None:
                self._check(found)
            self.unfolded.append(found)
            if shape is not None and not shape.is_whole:
                for key, without in _NOT_IN_LIST.items():
                    if not shape.has(*without) and (key != s.PARENT or shape.has(s.ROOT)):
                        self.lists[key].append(index)
        return self.unfolded

    def _check(self, found: Unfolded) -> None:
        """4.1, stages 1 to 4."""
        assert found.payload is not None
        found.id = message_id(found.payload)
        try:
            found.message = verify(found.payload + _NO_SIGNATURE, proven=True)
        except Invalid as error:
            found.fault(error.code)

    def _accept(self, found: Unfolded, pieces: list[Piece], size: int) -> None:
        """The payload, where it is no larger than it may be, and neither are all of the bundle together."""
        if found.code is None and size > _PAYLOAD:
            found.fault("message-too-large")
        if found.code is not None:
            return
        self.allowance.payloads -= size
        if self.allowance.payloads < 0:
            found.fault(TOO_LARGE)
            return
        found.payload = b"".join(pieces)

    def _whole(self, index: int, found: Unfolded) -> None:
        length = self.columns.lengths[index]
        try:
            piece = self.values.take(length or 0)
        except Broken as broken:
            piece = memoryview(b"")
            found.fault(broken.code)
        if length is None:
            found.fault(SECTION)
        self._accept(found, [piece], len(piece))

    def _of_columns(self, index: int, found: Unfolded, shape: Shape) -> None:
        self._writer_and_seq(index, found)
        values = self.columns.of_message(index)
        pieces: dict[int, list[Piece]] = {}
        times: dict[int, int] = {}
        ids: dict[int, bytes] = {}
        for key in shape.keys:
            try:
                if key in SIGNED:
                    times[key] = self._time(key, values[key], times)
                    pieces[key] = [head(UINT, times[key])]
                elif key in REFERENCES:
                    if values[key] != Reference(DERIVED, 0):
                        ids[key] = self._reference(key, values[key])
                else:
                    pieces[key] = self._value(key, values[key])
            except Broken as broken:
                found.fault(broken.code)
        if values.get(s.ROOT) == Reference(DERIVED, 0):
            try:
                ids[s.ROOT] = self._derived(shape, values)
            except Broken as broken:
                found.fault(broken.code)
        if found.code is not None:
            return
        for key, identity in ids.items():
            pieces[key] = [head(BYTES, len(identity)), identity]
        self._assemble(found, shape, pieces)
        if found.payload is not None:
            own = message_id(found.payload)
            found.thread = next((ids[key] for key in (s.ROOT, s.FIRST, s.TARGET) if key in ids), own)

    def _assemble(self, found: Unfolded, shape: Shape, pieces: dict[int, list[Piece]]) -> None:
        assert found.author is not None and found.log is not None and found.seq is not None and shape.kind is not None
        entries: list[tuple[int, list[Piece]]] = [
            (s.KIND, [head(UINT, shape.kind)]),
            (s.AUTHOR, [head(BYTES, len(found.author)), found.author]),
        ]
        if found.log != 0:
            entries.append((s.LOG, [head(UINT, found.log)]))
        entries.append((s.SEQ, [head(UINT, found.seq)]))
        entries += [(key, pieces[key]) for key in shape.keys]
        written: list[Piece] = [head(MAP, len(entries))]
        for key, parts in entries:
            written.append(head(UINT, key))
            written += parts
        self._accept(found, written, sum(len(piece) for piece in written))

    def _writer_and_seq(self, index: int, found: Unfolded) -> None:
        place = self.columns.writers[index]
        if place is None or self.tables.writers[place].author is None:
            found.fault(SECTION)
        if place is None:
            return
        writer = self.tables.writers[place]
        found.author, found.log = writer.author, writer.log
        difference = self.columns.seqs[index]
        seq = None if difference is None else self.seq_of_writer.get(place, 0) + 1 + difference
        if seq is None or not 0 <= seq <= limits.INTEGER:
            found.fault(SECTION)
        else:
            found.seq = self.seq_of_writer[place] = seq

    def _time(self, key: int, difference: int | None, times: dict[int, int]) -> int:
        base = self.last_time if key == s.TIME else times.get(s.TIME, 0)
        if difference is None or not 0 <= base + difference <= limits.INTEGER:
            raise Broken(SECTION)
        if key == s.TIME:
            self.last_time = base + difference
        return base + difference

    def _value(self, key: int, value: Any) -> list[Piece]:
        """The encoding of a value, in pieces that share their bytes with the streams."""
        if key == s.QUESTION:
            return [b"\xf5"]
        if key == s.TOPICS:
            return self._topics(value)
        if key == s.HEAD:
            return [head(BYTES, 32), self.raw.take(32)]
        if value is None:
            raise Broken(SECTION)
        if key == s.SALT:
            return [head(BYTES, value), self.raw.take(value)]
        if key in (s.SPACE, s.LANG):
            text = (self.tables.spaces if key == s.SPACE else self.tables.langs)[value]
            return [head(TEXT, len(text)), text]
        if key == s.SUBJECT:
            return [head(BYTES, 32), self.tables.authors[value]]
        if key in NUMBERS or key in BYTE_KEYS:
            return [head(UINT, value)]
        if key in TEXTS:
            return [head(TEXT, value), self.text.take(value)]
        return [self.values.take(value)]

    def _topics(self, value: Topics) -> list[Piece]:
        pieces: list[Piece] = [head(ARRAY, value.count)]
        for index in value.indexes[value.start : value.start + value.count]:
            if index >= len(self.tables.topics):
                raise Broken(SECTION)
            topic = self.tables.topics[index]
            pieces += [head(TEXT, len(topic)), topic]
        return pieces

    def _reference(self, key: int, value: Reference | None) -> bytes:
        if value is None:
            raise Broken(SECTION)
        if value.way == OUTSIDE_NEW:
            self.outside.append(None)  # stays where the raw stream ends before it
            self.outside[-1] = bytes(self.raw.take(32))
            identity = self.outside[-1]
        elif value.way == OUTSIDE_AGAIN:
            identity = self.outside[-1 - value.number] if value.number < len(self.outside) else None
        else:
            place = self._place(key, value)
            identity = None if place is None else self.unfolded[place].id
        if identity is None:
            raise Broken(REFERENCE)
        return identity

    def _place(self, key: int, value: Reference) -> int | None:
        """The index of the message at a distance."""
        if value.way == BY_ALL:
            return len(self.unfolded) - 1 - value.number if value.number < len(self.unfolded) else None
        found = self.lists[key]
        return found[-1 - value.number] if value.number < len(found) else None

    def _derived(self, shape: Shape, values: dict[int, Any]) -> bytes:
        """Symbol 1: the thread of what the message refers to. Of one that travels whole nobody asks for it here."""
        key = next((key for key in _DERIVED_FROM if shape.has(key)), None)
        value = None if key is None else values[key]
        place = self._place(key, value) if value is not None and value.way in (BY_LIST, BY_ALL) else None  # type: ignore[arg-type]
        thread = None if place is None else self.unfolded[place].thread
        if thread is None:
            raise Broken(REFERENCE)
        return thread
