"""Stances on versions: by key (6.10) and by person (6.14)."""

from __future__ import annotations

from dataclasses import dataclass

from . import schema as s
from .message import Message
from .people import People
from .registers import Register, is_withdrawn, rank
from .state import State

NAMES = {s.CONFIRM: "confirm", s.DISPUTE: "dispute", s.OUTDATED: "outdated"}


def counting(state: State, version: Message) -> list[Register]:
    """The registers of endorsements whose stance counts on this version, by author (6.10)."""
    registers = state.stances.get((version.id, version.thread), {})
    return [
        register
        for author, register in sorted(registers.items())
        if author != version.author and not is_withdrawn(register.current)
    ]


@dataclass(frozen=True)
class PersonalStance:
    """What a person says of a version."""

    person: bytes
    endorsement: Message
    conflicts: tuple[bytes, ...]


def personal(state: State, people: People, version: Message) -> dict[bytes, PersonalStance]:
    """By person, what they say of a version, the author's own word included (6.14)."""
    by_person: dict[bytes, list[Register]] = {}
    for author, register in state.stances.get((version.id, version.thread), {}).items():
        by_person.setdefault(people.person(author), []).append(register)
    found = {}
    for person, registers in by_person.items():
        own = max(registers, key=lambda register: rank(register.current))
        word = own.current
        if is_withdrawn(word):
            continue
        conflicts = set(own.conflicts)
        for register in registers:
            other = register.current
            if register is not own and not is_withdrawn(other) and other.stance != word.stance:
                conflicts.add(other.id)
        found[person] = PersonalStance(person, word, tuple(sorted(conflicts)))
    return found
