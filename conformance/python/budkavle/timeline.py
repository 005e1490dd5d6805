"""The timeline (6.11)."""

from __future__ import annotations

from typing import Iterable

from . import schema as s
from .nodes import CONTESTED, MISSING, PRESENT, Node
from .registers import time_rank
from .tree import Tree


def is_listed(root: Node) -> bool:
    """Present, or contested with a current message of at least one claimant."""
    return root.state in (PRESENT, CONTESTED) and bool(root.current_messages())


def timeline(trees: Iterable[Tree]) -> list[Tree]:
    """The threads of the timeline, the greatest (place, id) of the root first."""
    listed = [tree for tree in trees if is_listed(tree.root)]
    return sorted(listed, key=lambda tree: (time_rank(tree.root.place), tree.thread), reverse=True)


def count_below(tree: Tree) -> int:
    """How many present, retracted and contested nodes stand below the root."""
    return sum(node is not tree.root and node.state != MISSING for node in tree.listed)


def fits(root: Node, space: str | None = None, topic: str | None = None, author: bytes | None = None) -> bool:
    """Whether one of the current messages of a root fits all that a filter gives."""
    return any(
        (space is None or m.fields.get(s.SPACE) == space)
        and (topic is None or topic in m.fields.get(s.TOPICS, ()))  # type: ignore[operator]
        and (author is None or m.author == author)
        for m in root.current_messages()
    )
