"""Which leaves hashes prove under the head of a checkpoint: the walk of 7.14. Usable without a bundle.

A leaf is a seq and an id; None stands for the id of a message that names the tree and could not be put together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from . import ed25519, schema as s
from .checkpoints import node
from .message import Message, signed_bytes

BLOCK = 256
Leaves = Mapping[int, "bytes | None"]


def split(count: int) -> int:
    """The greatest power of two below `count`, which is at least 2 (6.19)."""
    return 1 << ((count - 1).bit_length() - 1)


def blocks_with_leaves(size: int, seqs: Sequence[int]) -> int:
    """How many blocks have leaves. A subtree of more than 256 ids splits at a multiple of 256, so a block
    is what lies between two of these."""
    return len({(seq - 1) // BLOCK for seq in seqs})


def asked_for(size: int, seqs: Sequence[int]) -> list[tuple[int, int]]:
    """The subtrees whose hashes the walk asks for, in its order: each as its first seq and its number of ids."""
    several = blocks_with_leaves(size, seqs) >= 2
    asked = []

    def walk(start: int, count: int, leaves: Sequence[int], is_outer: bool) -> None:
        is_block = is_outer and count <= BLOCK
        if not leaves or (is_block and several):
            asked.append((start + 1, count))
        if not leaves or count == 1:
            return
        k = split(count)
        middle = bisect_left(leaves, start + k + 1)
        walk(start, k, leaves[:middle], is_outer and not is_block)
        walk(start + k, count - k, leaves[middle:], is_outer and not is_block)

    walk(0, size, seqs, True)
    return asked


class _TooFew(ValueError):
    """The walk asks for a hash that is not there."""


class _Walk:
    """One walk through a tree. Seqs count from 1, places in the tree from 0."""

    def __init__(self, size: int, leaves: Leaves, hashes: Sequence[bytes]):
        self.size = size
        self.leaves = leaves
        self.seqs = sorted(seq for seq in leaves if 1 <= seq <= size)
        self.hashes = hashes
        self.used = 0
        self.several = blocks_with_leaves(size, self.seqs) >= 2
        self.held: list[int] = []
        """The seqs of the blocks that have the hash that was given for them, or for which none was given."""

    def run(self) -> bytes | None:
        """The hash of the whole tree, or None where a message without an id leaves it open."""
        return self._upper(0, self.size, 0, len(self.seqs))

    def _take(self) -> bytes:
        if self.used == len(self.hashes):
            raise _TooFew
        self.used += 1
        return self.hashes[self.used - 1]

    def _upper(self, start: int, count: int, low: int, high: int) -> bytes | None:
        """A subtree that is not inside of a block: ids from `start`, of which seqs[low:high] are leaves."""
        if low == high:
            return self._take()  # 1
        if count > BLOCK:
            return self._halves(self._upper, start, count, low, high)
        given = self._take() if self.several else None  # 2
        computed = self._inner(start, count, low, high)
        if given is None or computed == given:
            self.held += self.seqs[low:high]
        return computed if given is None else given

    def _inner(self, start: int, count: int, low: int, high: int) -> bytes | None:
        if low == high:
            return self._take()  # 1
        if count == 1:
            return self.leaves[self.seqs[low]]  # 3
        return self._halves(self._inner, start, count, low, high)

    def _halves(self, walk, start: int, count: int, low: int, high: int) -> bytes | None:
        k = split(count)
        middle = bisect_left(self.seqs, start + k + 1, low, high)
        left = walk(start, k, low, middle)
        right = walk(start + k, count - k, middle, high)
        return None if left is None or right is None else node(left, right)


def proven_seqs(size: int, head: bytes, leaves: Leaves, hashes: Sequence[bytes]) -> frozenset[int]:
    """The seqs of the leaves that are proven, as far as the signature of the checkpoint holds."""
    if size < 1:
        return frozenset()
    walk = _Walk(size, leaves, hashes)
    try:
        root = walk.run()
    except _TooFew:
        return frozenset()
    if root != head or walk.used != len(hashes):
        return frozenset()
    return frozenset(walk.held)


def is_signed_checkpoint(message: Message) -> bool:
    """A checkpoint with effect whose own signature holds (4.3)."""
    return (
        message.kind == s.CHECKPOINT
        and message.has_effect()
        and ed25519.verify(message.author, signed_bytes(message.id), message.signature)
    )


def proven_by(checkpoint: Message, leaves: Leaves, hashes: Sequence[bytes]) -> frozenset[int]:
    """The seqs of the leaves that this checkpoint proves; its author and log are those of the leaves."""
    if checkpoint.kind != s.CHECKPOINT or not checkpoint.has_effect():
        return frozenset()
    found = proven_seqs(checkpoint.size, checkpoint.head, leaves, hashes)
    return found if found and is_signed_checkpoint(checkpoint) else frozenset()
