#!/usr/bin/env python3
"""Checks the reading of proofs (7.14) against trees that are built here, without vectors.

    python3 check_proofs.py [seed]

First the walk alone: trees of many sizes, random leaves, and hashes that were tampered with. Then sections with the flags 1.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Iterator

from budkavle import ed25519
from budkavle.bundle import read_bundle
from budkavle.cursor import write_varint
from budkavle.message import create
from budkavle.proofs import proven_by, proven_seqs
from budkavle.verify import verify

SIZES = [*range(1, 41), 250, 254, 255, 256, 257, 258, 300, 383, 384, 385, 500, 511, 512, 513, 514, 600]
SIZES += [767, 768, 769, 770, 900, 1000, 1022, 1023, 1024, 1025, 1026, 1030]
TOP = -1
done = 0


def check(right: bool, what: str) -> None:
    global done
    done += 1
    if not right:
        raise AssertionError(what)


# What a writer does, word by word, with all ids at hand.


def root(ids: list[bytes]) -> bytes:
    if len(ids) == 1:
        return ids[0]
    k = greatest_power_below(len(ids))
    return sha256(b"\x01" + root(ids[:k]) + root(ids[k:])).digest()


def greatest_power_below(count: int) -> int:
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def blocks(start: int, count: int) -> list[tuple[int, int]]:
    """Each as first seq and last seq."""
    if count <= 256:
        return [(start + 1, start + count)]
    k = greatest_power_below(count)
    return blocks(start, k) + blocks(start + k, count - k)


@dataclass
class Written:
    """A hash, and which block it is in: TOP where the head depends on it."""

    hash: bytes
    block: int


class Writer:
    def __init__(self, ids: list[bytes], seqs: set[int]):
        self.ids, self.seqs = ids, seqs
        self.blocks = blocks(0, len(ids))
        self.full = [n for n, (first, last) in enumerate(self.blocks) if any(first <= seq <= last for seq in seqs)]
        self.hashes = list(self._walk(0, len(ids), TOP))

    def block_of(self, seq: int) -> int:
        return next(n for n, (first, last) in enumerate(self.blocks) if first <= seq <= last)

    def _walk(self, start: int, count: int, block: int) -> Iterator[Written]:
        if not any(seq in self.seqs for seq in range(start + 1, start + count + 1)):
            yield Written(root(self.ids[start : start + count]), block)  # 1
            return
        if (start + 1, start + count) in self.blocks and block == TOP and len(self.full) >= 2:
            yield Written(root(self.ids[start : start + count]), TOP)  # 2
            block = self.blocks.index((start + 1, start + count))
        if count > 1:  # 3
            k = greatest_power_below(count)
            yield from self._walk(start, k, block)
            yield from self._walk(start + k, count - k, block)

    def without(self, bad: set[int]) -> set[int]:
        """The seqs that are left where these blocks do not have their hash. The head falls where TOP is among them."""
        if TOP in bad or (bad and len(self.full) == 1):
            return set()
        return {seq for seq in self.seqs if self.block_of(seq) not in bad}


def check_walks(by: random.Random) -> None:
    for size in SIZES:
        ids = [by.randbytes(32) for _ in range(size)]
        head = root(ids)
        subsets = [set(range(1, size + 1)), {1}, {size}, {by.randint(1, size)}]
        subsets += [{s for s in range(1, size + 1) if by.random() < share} for share in (0.01, 0.1, 0.5, 0.9, 0.99)]
        for seqs in subsets:
            if seqs:
                check_walk(by, f"size {size}, {len(seqs)} leaves", ids, head, seqs)


def check_walk(by: random.Random, name: str, ids: list[bytes], head: bytes, seqs: set[int]) -> None:
    size, writer = len(ids), Writer(ids, seqs)
    leaves = {seq: ids[seq - 1] for seq in seqs}
    hashes = [written.hash for written in writer.hashes]

    def proven(leaves: dict, hashes: list[bytes], head: bytes = head, size: int = size) -> set[int]:
        return set(proven_seqs(size, head, leaves, hashes))

    check(proven(leaves, hashes) == seqs, f"{name}: proven")
    check(proven({**leaves, 0: ids[0], size + 1: ids[0]}, hashes) == seqs, f"{name}: seqs outside of the tree")
    check(not proven(leaves, hashes, flip(by, head)), f"{name}: another head")
    check(not proven(leaves, [*hashes, by.randbytes(32)]), f"{name}: a hash too many")
    for _ in range(3):
        seq = by.choice(sorted(seqs))
        left = writer.without({writer.block_of(seq)})
        check(proven({**leaves, seq: flip(by, ids[seq - 1])}, hashes) == left, f"{name}: another id at {seq}")
        check(proven({**leaves, seq: None}, hashes) == left, f"{name}: no id at {seq}")
        if len(seqs) > 1:
            other = by.choice(sorted(seqs - {seq}))
            swapped = {**leaves, seq: leaves[other], other: leaves[seq]}
            both = {writer.block_of(seq), writer.block_of(other)}
            check(proven(swapped, hashes) == writer.without(both), f"{name}: {seq} in the place of {other}")
    for _ in range(3 if hashes else 0):
        at = by.randrange(len(hashes))
        tampered = [*hashes[:at], flip(by, hashes[at]), *hashes[at + 1 :]]
        check(proven(leaves, tampered) == writer.without({writer.hashes[at].block}), f"{name}: a byte in hash {at}")
        check(not proven(leaves, hashes[:at] + hashes[at + 1 :]), f"{name}: without hash {at}")
        check(not proven(leaves, hashes[:at] + [hashes[at]] + hashes[at:]), f"{name}: hash {at} twice")
        other = by.randrange(len(hashes))
        if hashes[other] != hashes[at]:
            swapped = list(hashes)
            swapped[at], swapped[other] = hashes[other], hashes[at]
            both = {writer.hashes[at].block, writer.hashes[other].block}
            check(proven(leaves, swapped) == writer.without(both), f"{name}: hash {at} in the place of {other}")


def flip(by: random.Random, data: bytes) -> bytes:
    at = by.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << by.randrange(8)]) + data[at + 1 :]


def check_far(by: random.Random) -> None:
    """A tree of 2^53 - 1 ids of which hardly any is known; a checkpoint alone without a bundle."""
    size = 2**53 - 1
    identity = by.randbytes(32)
    hashes, at = [], identity
    for count in range(52, -1, -1):  # 2^52 ids, 2^51, ..., 1: what is split off, the leaf being the last id
        hashes.append(by.randbytes(32)) if count else None
    for left in reversed(hashes):
        at = sha256(b"\x01" + left + at).digest()
    check(proven_seqs(size, at, {size: identity}, hashes) == {size}, "the last of 2^53 - 1")
    check(not proven_seqs(size, at, {size - 1: identity}, hashes), "another seq of 2^53 - 1")
    check(not proven_seqs(size - 2, at, {size - 2: identity}, hashes), "another size")
    seed, ids = by.randbytes(32), [by.randbytes(32) for _ in range(5)]
    signed = verify(create(seed, {0: 7, 3: 6, 27: 5, 28: root(ids)}))
    leaves = dict(enumerate(ids, 1))
    check(proven_by(signed, leaves, []) == set(leaves), "a checkpoint alone")
    foreign = verify(signed.payload + bytes(64), proven=True)
    check(not proven_by(foreign, leaves, []), "a checkpoint without its signature")
    for fields in ({0: 1, 3: 6, 14: "a", 27: 5, 28: root(ids)}, {0: 7, 3: 6, 27: 5, 28: root(ids), 30: 1}):
        check(not proven_by(verify(create(seed, fields)), leaves, []), "no checkpoint with effect")


# Sections with the flags 1: posts and checkpoints in columns, or whole.


class Numbers:
    """The extra bits of a section (7.6)."""

    def __init__(self) -> None:
        self.bits = self.used = 0

    def symbol(self, value: int, f: int = 2) -> int:
        if value < 2 << f:
            return value
        e = value.bit_length() - 1 - f
        self.bits |= (value & ((1 << e) - 1)) << self.used
        self.used += e
        return (value >> e) + (e << f)

    def signed(self, value: int) -> int:
        return self.symbol(value, 1) if value >= 0 else 128 + self.symbol(-value, 1)

    @property
    def stream(self) -> bytes:
        return self.bits.to_bytes((self.used + 7) // 8, "little")


@dataclass
class Part:
    """A message of a section: its fields and the way it is proven."""

    fields: dict[int, Any]
    seed: bytes
    way: int = 0
    whole: bool = False
    text: bytes | None = None  # what stands in the text stream, where that is another text

    @cached_property
    def message(self) -> bytes:
        return create(self.seed, self.fields)

    @property
    def id(self) -> bytes:
        return sha256(self.message[:-64]).digest()


def bundle_of(parts: list[Part], trees: list[tuple[int, list[bytes]]], **other: Any) -> bytes:
    """Uncompressed. `other` changes `signed`, `declared` numbers of hashes, or `signatures`."""
    authors = list(dict.fromkeys(ed25519.public_key(part.seed) for part in parts))
    writers = list(dict.fromkeys((authors.index(ed25519.public_key(p.seed)), p.fields.get(2, 0)) for p in parts))
    apart = [part for part in parts if not part.whole]
    of = {part.message: (authors.index(ed25519.public_key(part.seed)), part.fields.get(2, 0)) for part in parts}
    posts, checkpoints = ([p for p in apart if p.fields[0] == kind] for kind in (1, 7))
    texts = [p.text if p.text is not None else p.fields[14].encode() for p in posts]
    wholes = [part.message[:-64] for part in parts if part.whole]
    structure = [len(authors), len(writers), *(value for writer in writers for value in writer), 0, 0, 0]
    structure += [3, 0, 2, 1, 10, 3, 7, 23, 0]  # the shapes: whole; kind 1 with 14; kind 7 with 27, 28
    numbers = Numbers()
    table = b"".join(write_varint(value) for value in structure) + write_varint(len(trees))
    for n, (index, hashes) in enumerate(trees):
        table += write_varint(index) + write_varint(other.get("declared", {}).get(n, len(hashes)))
    column = bytearray(0 if part.whole else 1 if part.fields[0] == 1 else 2 for part in parts)
    if len(writers) > 1:
        column += bytes(writers.index(of[part.message]) for part in apart)
    last: dict[Any, int] = {}
    for part in apart:
        column.append(numbers.signed(part.fields[3] - last.get(of[part.message], 0) - 1))
        last[of[part.message]] = part.fields[3]
    column += bytes(numbers.symbol(value) for value in [*map(len, wholes), *map(len, texts)])
    column += bytes(numbers.symbol(part.fields[27]) for part in checkpoints)
    column += bytes(part.way for part in parts)
    raw = b"".join(authors) + b"".join(p.fields[28] for p in checkpoints) + b"".join(h for _, hashes in trees for h in hashes)
    signatures = [part.message[-64:] for part in parts if part.way == 0]
    streams = [table + column, numbers.stream, b"".join(wholes), b"".join(texts), raw]
    counts = bytes([1]) + write_varint(len(parts)) + write_varint(other.get("signed", len(signatures)))
    signed = b"".join(signatures) if "signatures" not in other else other["signatures"](b"".join(signatures))
    body = counts + b"".join(write_varint(2 * len(stream)) + stream for stream in streams) + signed
    content = counts + b"".join(write_varint(len(stream)) + stream for stream in streams) + signed
    sections = b"\x01" + write_varint(len(body)) + body
    integrity = sha256(b"\x01" + write_varint(len(content)) + content).digest()[:8]
    return b"\xd7\x42\x4b\x01" + write_varint(len(sections) + 8) + sections + integrity


def check_section(name: str, data: bytes, code: str | None, outcomes: list[str | None]) -> None:
    found = read_bundle(data)
    check(found.code == code, f"{name}: code {found.code}, not {code}")
    codes = [outcome.code for outcome in found.messages]
    check(codes == outcomes, f"{name}: {codes}, not {outcomes}")
    for outcome in found.messages:
        check(outcome.code is not None or outcome.message is not None, f"{name}: delivered without a message")


def check_sections(by: random.Random) -> None:
    anna, bo = by.randbytes(32), by.randbytes(32)

    def log(seed: bytes, count: int, whole: bool = False, number: int = 0, name: str = "a") -> list[Part]:
        at_log = {2: number} if number else {}
        return [Part({0: 1, **at_log, 3: seq, 14: f"{name} {seq}"}, seed, 1, whole) for seq in range(1, count + 1)]

    def checkpoint(parts: list[Part], **fields: Any) -> Part:
        last = parts[-1]
        given = {0: 7, **{key: last.fields[key] for key in (2,) if key in last.fields}, 3: last.fields[3] + 1}
        return Part({**given, 27: len(parts), 28: root([part.id for part in parts])}, last.seed)

    ok, bad = None, "unproven"
    for whole in (False, True):
        posts = log(anna, 3, whole)
        signed = checkpoint(posts)
        signed.whole = whole
        all_ = [*posts, signed]
        check_section("three and a checkpoint", bundle_of(all_, [(3, [])]), None, [ok] * 4)
        check_section("the checkpoint first", bundle_of([signed, *posts], [(0, [])]), None, [ok] * 4)
        check_section("a hash for the second", bundle_of([posts[0], posts[2], signed], [(2, [posts[1].id])]), None, [ok] * 3)
        check_section("no tree", bundle_of(all_, []), None, [bad, bad, bad, ok])
        check_section("a tree of nothing", bundle_of(all_, [(9, [])]), None, [bad, bad, bad, ok])
        check_section("a tree of a post", bundle_of(all_, [(0, [])]), None, [bad, bad, bad, ok])
        check_section("a hash too many", bundle_of(all_, [(3, [bytes(32)])]), None, [bad, bad, bad, ok])
        missing = bundle_of(all_, [(3, [])], declared={0: 1})
        check_section("a hash that is not there", missing, None, [bad, bad, bad, ok])
        beyond = [*all_, Part({0: 1, 3: 5, 14: "later"}, anna, 1)]
        check_section("a seq beyond the size", bundle_of(beyond, [(3, [])]), None, [ok, ok, ok, ok, bad])
        twice = [*all_, Part({0: 1, 3: 2, 14: "another"}, anna, 1)]
        check_section("two with one seq", bundle_of(twice, [(3, [])]), None, [ok, ok, ok, ok, bad])
        cut = bundle_of(all_, [(3, [])], signatures=lambda given: given[:-1])
        check_section("the signature is cut", cut, "bundle-section", [bad, bad, bad, "bundle-section"])
        cut = bundle_of(all_, [(3, [])])[:-9]
        check_section("the bundle is cut", cut, "bundle-truncated", [bad, bad, bad, "bundle-truncated"])
        wrong = bundle_of(all_, [(3, [])], signatures=lambda given: flip(by, given))
        check_section("another signature", wrong, None, [bad, bad, bad, "signature-invalid"])
        s_too_many = bundle_of(all_, [(3, [])], signed=2)
        check_section("another number of signatures", s_too_many, "bundle-section", ["bundle-section"] * 4)
        check_section("more signatures than messages", bundle_of(all_, [(3, [])], signed=5), "bundle-section", [])
    posts = log(anna, 3)
    all_ = [*posts, checkpoint(posts)]
    posts[1].text = b"a X"
    check_section("another text in the only block", bundle_of(all_, [(3, [])]), None, [bad, bad, bad, ok])
    many = log(anna, 260)
    all_ = [*many, checkpoint(many)]
    tree = [(260, [root([m.id for m in many[:256]]), root([m.id for m in many[256:]])])]
    check_section("two blocks", bundle_of(all_, tree), None, [ok] * 261)
    many[257].text = b"a X"
    check_section("another text in the second block", bundle_of(all_, tree), None, [ok] * 256 + [bad] * 4 + [ok])
    many[257].text = b"\xff 258"
    spoilt = [ok] * 256 + [bad, "cbor-utf8", bad, bad, ok]
    check_section("no text in the second block", bundle_of(all_, tree), None, spoilt)
    posts, others, second = log(anna, 2), log(bo, 2, name="b"), log(anna, 2, number=7, name="c")
    three = [*posts, checkpoint(posts), *others, checkpoint(others), *second, checkpoint(second)]
    check_section("three logs", bundle_of(three, [(2, []), (5, []), (8, [])]), None, [ok] * 9)
    check_section("the order of other logs", bundle_of(three, [(8, []), (5, []), (2, [])]), None, [ok] * 9)
    check_section("only one tree", bundle_of(three, [(5, [])]), None, [bad, bad, ok, ok, ok, ok, bad, bad, ok])
    later = Part({0: 1, 3: 4, 14: "a 4"}, anna, 2)
    early, late = checkpoint(posts), checkpoint([*posts, checkpoint(posts), later])
    both = [*posts, early, later, late]
    hashes = [root([part.id for part in posts]), early.id]
    check_section("two trees of a log", bundle_of(both, [(2, []), (4, hashes)]), None, [ok] * 5)
    check_section("in the other order", bundle_of(both, [(4, hashes), (2, [])]), None, [bad, bad, ok, bad, ok])
    early.way, later.way = 2, 0
    proven_checkpoint = bundle_of(both, [(2, []), (4, [hashes[0], later.id])])
    check_section("a checkpoint with a proof proves nothing", proven_checkpoint, None, [bad, bad, ok, ok, ok])
    later.way = 2
    too_many = bundle_of(both, [(2, []), (4, hashes[:1])])
    check_section("more trees than signatures", too_many, "bundle-too-large", ["bundle-too-large"] * 5)


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    by = random.Random(seed)
    check_far(by)
    check_sections(by)
    check_walks(by)
    print(f"{done} checks passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
