"""The nodes of a thread that have messages or claims, and their states (6.7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Iterable

from .message import Message
from .registers import Register, time_rank
from .state import Claim

PRESENT, RETRACTED, CONTESTED, MISSING = "present", "retracted", "contested", "missing"


@dataclass(eq=False)
class Node:
    """A node and, once `tree` has placed it, where it stands."""

    id: bytes
    state: str
    register: Register | None = None
    """Of a present node: its version register."""
    author: bytes | None = None
    """Of a present or retracted node: whose it is."""
    claimants: dict[bytes, Register | None] = field(default_factory=dict)
    """Of a contested node, by key: the register, or None for who retracted it."""
    named: set[bytes | None] = field(default_factory=set)
    """What is named as parent, unresolved; None where a message or claim names nothing (6.8)."""
    time: int | None = None
    """As written, before it is compared with `now` (6.9)."""

    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    place: int | None = None
    depth: int = 0
    future: bool = False

    @property
    def current(self) -> Message | None:
        return self.register.current if self.register else None

    def current_messages(self) -> list[Message]:
        """The current message, of a contested node those of the claimants that have one."""
        if self.register:
            return [self.register.current]
        return [register.current for register in self.claimants.values() if register]


def node_of(message: Message) -> bytes:
    """The node that a post or reply is a version of."""
    return message.first or message.id


def build_nodes(messages: Iterable[Message], claims: Iterable[Claim]) -> dict[bytes, Node]:
    """By id, the nodes of 6.7 with a message or a claim; `messages` and `claims` are those of one thread."""
    versions: dict[bytes, list[Message]] = defaultdict(list)
    for message in messages:
        versions[node_of(message)].append(message)
    claimed: dict[bytes, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.first is None:
            claimed[claim.target].append(claim)
    ids = versions.keys() | claimed.keys()
    return {i: _build(i, versions.get(i, []), claimed.get(i, [])) for i in sorted(ids)}


def _build(identity: bytes, versions: list[Message], claims: list[Claim]) -> Node:
    first = next((m for m in versions if m.id == identity), None)
    if first is not None:
        own = [m for m in versions if m.author == first.author and m.answered == first.answered]
        return Node(identity, PRESENT, Register(own), first.author, named={first.answered}, time=first.time)

    by_author: dict[bytes, list[Message]] = defaultdict(list)
    for message in versions:
        by_author[message.author].append(message)
    claimants: dict[bytes, Register | None] = {c.author: None for c in claims}
    claimants.update((author, Register(found)) for author, found in by_author.items())
    claimants = dict(sorted(claimants.items()))

    currents = [register.current for register in claimants.values() if register]
    named = {m.answered for m in currents} | {c.parent for c in claims}
    time = min((m.time for m in currents), key=time_rank, default=None)
    if len(claimants) > 1:
        return Node(identity, CONTESTED, claimants=claimants, named=named, time=time)
    (author, register), = claimants.items()
    return Node(identity, PRESENT if register else RETRACTED, register, author, named=named, time=time)
