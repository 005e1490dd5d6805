"""The messages of a section, each with its outcome (7.11), proven by signatures or by the trees of the section (7.14)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from . import ed25519
from .columns import read_columns
from .cursor import SECTION, TOO_LARGE, Broken, Cursor
from .message import Message, signed_bytes
from .proofs import proven_by
from .streams import PROOFS, STREAMS, Allowance, Layout, Stream, read_layout
from .tables import KEY_BYTES, Tables, read_tables, structure_cursor
from .unfold import Unfolded, Unfolder

UNPROVEN = "unproven"


@dataclass(frozen=True)
class Outcome:
    """A message that a bundle carries: valid where there is no code."""

    code: str | None = None
    id: bytes | None = None
    payload: bytes | None = None
    signature: bytes | None = None  # None where it has a proof instead
    message: Message | None = None
    checkpoint: bytes | None = None
    """The id of the checkpoint that proves it."""

    @property
    def bytes(self) -> bytes:
        """As it travels alone; without its signature where it has none."""
        return (self.payload or b"") + (self.signature or b"")


@dataclass
class Messages:
    """A messages section that was read."""

    layout: Layout
    outcomes: list[Outcome]
    code: str | None

    @property
    def content(self) -> dict[str, Any]:
        """As 12.8 writes it; `signed` with the flags 1 only."""
        layout = self.layout
        counts = {"flags": layout.flags, "count": layout.count}
        if layout.flags & PROOFS:
            counts["signed"] = layout.signed
        streams = {name: bytes(layout.streams[name].data) for name in STREAMS}
        return {"type": 1, **counts, **streams, "signatures": b"".join(layout.signatures)}


@dataclass
class _Tree:
    """A tree of the table: the index of its checkpoint and the hashes, None where not all of them are there."""

    checkpoint: int
    hashes: list[bytes] | None


def read_messages(body: Cursor, allowance: Allowance, own: str | None = None) -> Messages:
    """Broken where there are no messages, since nobody knows where a signature is.

    `own` is the code of a section that is longer than what it lies in."""
    layout = read_layout(body, allowance)
    faults = [*([own] if own else []), *layout.faults]
    try:
        structure = structure_cursor(layout.streams["structure"])
        if layout.streams["bits"].code is not None:
            raise Broken(layout.streams["bits"].code)
        tables = read_tables(structure, layout)
        columns = read_columns(structure, layout, tables)
    except Broken as broken:
        many = layout.count if layout.flags & PROOFS else len(layout.signatures)
        return Messages(layout, [Outcome(broken.code)] * many, (faults + [broken.code])[0])
    unfolded = Unfolder(tables, columns, layout.streams, allowance).unfold()
    trees = [_Tree(index, _read_hashes(layout.streams["raw"], count)) for index, count in tables.trees]
    if allowance.payloads < 0:
        faults.append(TOO_LARGE)
    is_left_over = any(layout.streams[name].left for name in ("values", "text", "raw"))
    if not columns.is_used_up or is_left_over:
        faults.append(SECTION)
    code = faults[0] if faults else None
    if not layout.flags & PROOFS:
        pairs = zip(unfolded, layout.signatures)
        return Messages(layout, [_of_signature(found, signature) for found, signature in pairs], code)
    signatures = _by_message(columns.ways, layout.signatures)
    proven = _proven(unfolded, columns.ways, trees, signatures)
    outcomes = []
    for index, found in enumerate(unfolded):
        if columns.ways[index] == 0:
            outcomes.append(_of_signature(found, signatures.get(index), layout.cut))
        elif index in proven:
            message = found.message and replace(found.message, signature=b"")
            outcomes.append(Outcome(found.code, found.id, found.payload, None, message, proven[index]))
        else:
            outcomes.append(Outcome(found.code or UNPROVEN, found.id, found.payload, None))
    return Messages(layout, outcomes, code)


def _by_message(ways: list[int], signatures: list[bytes]) -> dict[int, bytes]:
    """The signatures that are there, by the index of the message."""
    signed = (index for index, way in enumerate(ways) if way == 0)
    return dict(zip(signed, signatures))


def _of_signature(found: Unfolded, signature: bytes | None, cut: str | None = None) -> Outcome:
    if signature is None:
        return Outcome(found.code or cut, found.id, found.payload, None)
    if found.code is not None or found.message is None:
        return Outcome(found.code, found.id, found.payload, signature)
    message = replace(found.message, signature=signature)
    holds = ed25519.verify(message.author, signed_bytes(message.id), signature)
    return Outcome(None if holds else "signature-invalid", found.id, found.payload, signature, message)


def _read_hashes(raw: Stream, count: int) -> list[bytes] | None:
    try:
        hashes = raw.take(KEY_BYTES * count)
    except Broken:
        return None
    return [bytes(hashes[at : at + KEY_BYTES]) for at in range(0, len(hashes), KEY_BYTES)]


Log = tuple[bytes, int]


def _place(found: Unfolded) -> tuple[Log | None, int | None]:
    """Author and log, and seq: by the columns or, of a message that travels whole, by a payload that passes 4.1 up to stage 4."""
    if found.shape is None:
        return None, None
    if not found.shape.is_whole:
        return (None if found.author is None or found.log is None else (found.author, found.log)), found.seq
    if found.message is None:
        return None, None
    return (found.message.author, found.message.log), found.message.seq


def _proven(
    unfolded: list[Unfolded], ways: list[int], trees: list[_Tree], signatures: dict[int, bytes]
) -> dict[int, bytes]:
    """By the index of each message that a tree proves, the id of the checkpoint."""
    of_log: dict[Log, list[int]] = defaultdict(list)
    for number, tree in enumerate(trees):
        if tree.checkpoint < len(unfolded):
            log, _ = _place(unfolded[tree.checkpoint])
            if log is not None:
                of_log[log].append(number)
    leaves: list[dict[int, int]] = [{} for _ in trees]
    for index, way in enumerate(ways):
        if way == 0:
            continue
        log, seq = _place(unfolded[index])
        numbers = [] if log is None else of_log.get(log, [])
        if way <= len(numbers) and seq is not None:
            leaves[numbers[way - 1]].setdefault(seq, index)
    found: dict[int, bytes] = {}
    for tree, by_seq in zip(trees, leaves):
        if tree.hashes is None or not by_seq or tree.checkpoint not in signatures:
            continue
        checkpoint = unfolded[tree.checkpoint].message
        if checkpoint is None:
            continue
        signed = replace(checkpoint, signature=signatures[tree.checkpoint])
        ids = {seq: unfolded[index].id for seq, index in by_seq.items()}
        for seq in proven_by(signed, ids, tree.hashes):
            found[by_seq[seq]] = signed.id
    return found
