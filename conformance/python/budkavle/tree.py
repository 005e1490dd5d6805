"""The tree of a thread (6.8) and the order of its nodes (6.9)."""

from __future__ import annotations

from typing import Callable

from .message import Message
from .nodes import MISSING, Node, build_nodes
from .registers import time_rank
from .state import Claim, State


class Tree:
    """The nodes of one thread, placed."""

    def __init__(self, thread: bytes, messages: list[Message], claims: list[Claim], now: int):
        self.thread = thread
        self.nodes = build_nodes(messages, claims)
        self.root = self.nodes.setdefault(thread, Node(thread, MISSING))
        self._attach(_resolver(messages, claims))
        self._place(now)
        self.listed = self._depth_first()
        """Depth first, siblings by (place, id)."""

    @property
    def chronological(self) -> list[Node]:
        return sorted(self.listed, key=chronological_rank)

    def _attach(self, resolve: Callable[[bytes], bytes]) -> None:
        """Gives each node its parent, and a missing node to every parent that has none."""
        parents: dict[bytes, bytes] = {}
        for node in list(self.nodes.values()):
            if node is not self.root:
                named = {self.thread if name is None else resolve(name) for name in node.named}
                parents[node.id] = named.pop() if len(named) == 1 else self.thread
        for parent in set(parents.values()):
            if parent not in self.nodes:
                self.nodes[parent] = Node(parent, MISSING)
                parents[parent] = self.thread
        for identity in _on_cycles(parents):
            parents[identity] = self.thread
        for identity, parent in parents.items():
            self.nodes[identity].parent = self.nodes[parent]
            self.nodes[parent].children.append(self.nodes[identity])

    def _place(self, now: int) -> None:
        """From the root down: place, depth and flag of each node, and the order of its children."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            time = node.time
            if time is not None and time > now:
                time, node.future = now, True
            node.place = time
            if node.parent is not None:
                node.place = max(time, node.parent.place, key=time_rank)
                node.depth = node.parent.depth + 1
            waiting.extend(node.children)
        for node in self.nodes.values():
            node.children.sort(key=lambda child: (time_rank(child.place), child.id))

    def _depth_first(self) -> list[Node]:
        listed, waiting = [], [self.root]
        while waiting:
            node = waiting.pop()
            listed.append(node)
            waiting.extend(reversed(node.children))
        return listed


def chronological_rank(node: Node) -> tuple[int, int, bytes]:
    """(place, depth, id)"""
    return time_rank(node.place), node.depth, node.id


def tree_of(state: State, thread: bytes) -> Tree:
    return Tree(thread, state.posts_by_thread.get(thread, []), state.claims_by_thread.get(thread, []), state.now)


def _resolver(messages: list[Message], claims: list[Claim]) -> Callable[[bytes], bytes]:
    """What an id that is named as parent stands for (6.8). One step; what comes out is not resolved again."""
    stands_for = {m.id: m.first or m.id for m in messages}
    firsts: dict[bytes, set[bytes | None]] = {}
    for claim in claims:
        firsts.setdefault(claim.target, set()).add(claim.first)

    def resolve(name: bytes) -> bytes:
        if name in stands_for:
            return stands_for[name]
        of_claims = firsts.get(name, set())
        if len(of_claims) == 1:
            (first,) = of_claims
            return first or name
        return name

    return resolve


def _on_cycles(parents: dict[bytes, bytes]) -> list[bytes]:
    """All nodes that lie on a cycle of parents."""
    found: list[bytes] = []
    walked_in: dict[bytes, bytes] = {}  # node -> the start of the walk that came by first
    for start in parents:
        path: list[bytes] = []
        at = start
        while at in parents and at not in walked_in:
            walked_in[at] = start
            path.append(at)
            at = parents[at]
        if walked_in.get(at) == start and at in parents:
            found.extend(path[path.index(at) :])
    return found
