"""The circle of a reader (6.15)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable

from . import schema as s
from .message import Message
from .people import People
from .registers import is_withdrawn, rank
from .state import State


@dataclass(frozen=True)
class Reader:
    """Who reads: keys, private vouches and blocks, and how far the circle goes."""

    keys: frozenset[bytes] = frozenset()
    vouches: frozenset[bytes] = frozenset()
    blocked: frozenset[bytes] = frozenset()
    depth: int = 3

    def own_keys(self, people: People) -> frozenset[bytes]:
        """The reader's keys that are not blocked, and what links connect with these without going over a blocked key."""
        return people.reached(self.keys, self.blocked)

    def blocked_people(self, people: People) -> frozenset[bytes]:
        """The people of whom the reader blocks a key."""
        return frozenset(people.person(key) for key in self.blocked)


@dataclass(frozen=True)
class Member:
    """Somebody in a circle."""

    person: bytes
    distance: int
    via: bytes | None = None
    vouches: tuple[bytes, ...] = ()


@dataclass
class _Words:
    """What one speaker says of one person, by the words on the person's keys."""

    vouches: list[bytes] = field(default_factory=list)
    privately: bool = False
    distrusted: bool = False

    def is_vouch(self) -> bool:
        return not self.distrusted and (self.privately or bool(self.vouches))


def _words(state: State, people: People, keys: Iterable[bytes]) -> dict[bytes, _Words]:
    """By person, what a speaker with these keys says; withdrawn words are none (6.6)."""
    words: dict[bytes, Message] = {}
    for key in keys:
        for subject, register in state.vouches.get(key, {}).items():
            if subject not in words or rank(register.current) > rank(words[subject]):
                words[subject] = register.current
    found: dict[bytes, _Words] = {}
    for subject, word in words.items():
        if not is_withdrawn(word):
            of_person = found.setdefault(people.person(subject), _Words())
            if word.stance == s.VOUCHES:
                of_person.vouches.append(word.id)
            else:
                of_person.distrusted = True
    return found


def circle(state: State, people: People, reader: Reader) -> list[Member]:
    """Everyone in the circle, by (distance, id)."""
    own_keys = reader.own_keys(people)
    own_people = {people.person(key) for key in own_keys}
    of_reader = _words(state, people, own_keys)
    for key in reader.vouches:
        of_reader.setdefault(people.person(key), _Words()).privately = True
    distrusted = {person for person, words in of_reader.items() if words.distrusted}
    shut_out = (reader.blocked_people(people) | distrusted) - own_people

    members = {person: Member(person, 0) for person in own_people}
    if reader.depth < 1:
        return _sorted(members)
    nearest = [
        Member(person, 1, None, tuple(sorted(words.vouches)))
        for person, words in of_reader.items()
        if words.is_vouch() and person not in members and person not in shut_out
    ]
    distance = 1
    while nearest:
        members.update((member.person, member) for member in nearest)
        if distance == reader.depth:
            break
        distance += 1
        farther: dict[bytes, Member] = {}
        for speaker in sorted(member.person for member in nearest):
            for person, words in _words(state, people, people.keys(speaker)).items():
                if words.is_vouch() and person not in members and person not in shut_out and person not in farther:
                    farther[person] = Member(person, distance, speaker, tuple(sorted(words.vouches)))
        nearest = list(farther.values())
    return _sorted(members)


def _sorted(members: dict[bytes, Member]) -> list[Member]:
    return sorted(members.values(), key=lambda member: (member.distance, member.person))
