"""What the checkpoints of a log prove (6.19)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from .message import Message


class Tree:
    """The Merkle tree of ids, which grows on the right: the roots of its complete subtrees, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        self.size += 1
        count, root = 1, leaf
        while self._peaks and self._peaks[-1][0] == count:
            _, left = self._peaks.pop()
            count, root = 2 * count, node(left, root)
        self._peaks.append((count, root))

    @property
    def root(self) -> bytes:
        """The peaks are what the tree splits into, again and again, from the left: so they join from the right."""
        _, root = self._peaks[-1]
        for _, left in reversed(self._peaks[:-1]):
            root = node(left, root)
        return root


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Judgement:
    proven: Message | None = None
    refuted: list[bytes] = field(default_factory=list)
    contradictions: list[tuple[int, list[bytes]]] = field(default_factory=list)


def judge(checkpoints: list[Message], known: Callable[[int], set[bytes]]) -> Judgement:
    """Holds the live checkpoints of one log against the ids that are known of its seqs."""
    found = Judgement()
    tree = Tree()
    heads: dict[int, list[Message]] = defaultdict(list)
    for checkpoint in checkpoints:
        heads[checkpoint.size].append(checkpoint)
    is_open = False
    for size in sorted(heads):
        same = sorted(heads[size], key=lambda checkpoint: checkpoint.id)
        if len({checkpoint.head for checkpoint in same}) > 1:
            found.contradictions.append((size, [checkpoint.id for checkpoint in same]))
        while not is_open and tree.size < size:
            ids = known(tree.size + 1)
            if len(ids) == 1:
                tree.append(next(iter(ids)))
            else:
                is_open = True
        if is_open:
            continue
        right = [checkpoint for checkpoint in same if checkpoint.head == tree.root]
        found.refuted += [checkpoint.id for checkpoint in same if checkpoint not in right]
        if right:
            found.proven = right[0]
    found.refuted.sort()
    return found
