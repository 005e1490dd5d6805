"""The state of a reader at a time: claims, what is retracted, what is live, and its registers (6.1 to 6.5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Callable, Hashable, Iterable, TypeVar

from . import schema as s
from .message import Message, thread_of_references
from .registers import Register

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Claim:
    """A stub of a retraction with effect: its author claims to take back the target (6.2)."""

    author: bytes
    thread: bytes
    target: bytes
    log: int
    seq: int
    parent: bytes | None
    first: bytes | None


class State:
    """A set of valid messages, seen at `now`. All views are functions of this (6.1)."""

    def __init__(self, messages: Iterable[Message], now: int):
        self.now = now
        by_id = {m.id: m for m in messages}
        self.messages = [by_id[i] for i in sorted(by_id)]
        self.claims = [claim for m in self.messages if m.kind == s.RETRACTION and m.has_effect() for claim in _claims(m)]
        taken_back = {(c.author, c.thread, c.target) for c in self.claims}
        self.retracted = [m for m in self.messages if _is_retracted(m, taken_back)]
        erased = {m.id for m in self.retracted}
        # `held` is what is neither retracted nor expired, with effect or without (6.18); `live` is 6.4.
        self.held = [m for m in self.messages if m.id not in erased and not is_expired(m, now)]
        self.live = [m for m in self.held if m.has_effect()]
        self.live_by_id = {m.id: m for m in self.live}

    def live_of(self, *kinds: int) -> list[Message]:
        return [m for m in self.live if m.kind in kinds]

    @cached_property
    def posts(self) -> list[Message]:
        """The live posts and replies."""
        return self.live_of(s.POST, s.REPLY)

    @cached_property
    def posts_by_thread(self) -> dict[bytes, list[Message]]:
        return _grouped(self.posts, lambda m: m.thread)

    @cached_property
    def claims_by_thread(self) -> dict[bytes, list[Claim]]:
        found: dict[bytes, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            found[claim.thread].append(claim)
        return dict(found)

    @cached_property
    def stances(self) -> dict[tuple[bytes, bytes], dict[bytes, Register]]:
        """By (target, thread), by author: the registers of endorsements (6.5)."""
        targets = _grouped(self.live_of(s.ENDORSEMENT), lambda m: (m.target, m.thread))
        return {key: _registers(found, lambda m: m.author) for key, found in targets.items()}  # type: ignore[misc]

    @cached_property
    def vouches(self) -> dict[bytes, dict[bytes, Register]]:
        """By author, by subject: the registers of vouches (6.5)."""
        authors = _grouped(self.live_of(s.VOUCH), lambda m: m.author)
        return {author: _registers(found, lambda m: m.fields[s.SUBJECT]) for author, found in authors.items()}  # type: ignore[misc]

    @cached_property
    def profiles(self) -> dict[bytes, Register]:
        """By author: the registers of profiles (6.5)."""
        return _registers(self.live_of(s.PROFILE), lambda m: m.author)


def _claims(retraction: Message) -> list[Claim]:
    return [
        Claim(
            author=retraction.author,
            thread=thread_of_references(stub),  # type: ignore[arg-type]
            target=stub[s.TARGET],  # type: ignore[arg-type]
            log=stub.get(s.LOG, 0),  # type: ignore[arg-type]
            seq=stub[s.SEQ],  # type: ignore[arg-type]
            parent=stub.get(s.PARENT),  # type: ignore[arg-type]
            first=stub.get(s.FIRST),  # type: ignore[arg-type]
        )
        for stub in retraction.stubs
    ]


def _is_retracted(message: Message, taken_back: set[tuple[bytes, bytes, bytes]]) -> bool:
    """6.2: a claim of the own author, in the own thread, on the id or the first version."""
    if not message.retractable:
        return False
    names = [message.id] if message.first is None else [message.id, message.first]
    return any((message.author, message.thread, name) in taken_back for name in names)


def is_expired(message: Message, now: int) -> bool:
    """6.4: a post, a reply or an unknown kind whose time is over."""
    if message.kind in s.KINDS and message.kind not in (s.POST, s.REPLY):
        return False
    expires = message.fields.get(s.EXPIRES)
    return expires is not None and expires <= now  # type: ignore[operator]


def _grouped(messages: Iterable[Message], key: Callable[[Message], Key]) -> dict[Key, list[Message]]:
    groups: dict[Key, list[Message]] = defaultdict(list)
    for message in messages:
        groups[key(message)].append(message)
    return dict(groups)


def _registers(messages: Iterable[Message], key: Callable[[Message], Key]) -> dict[Key, Register]:
    return {name: Register(found) for name, found in _grouped(messages, key).items()}
