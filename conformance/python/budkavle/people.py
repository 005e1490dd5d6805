"""People: keys that name each other in profiles (6.13)."""

from __future__ import annotations

from collections import defaultdict
from typing import AbstractSet, Iterable

from . import schema as s
from .message import Message
from .state import State


class People:
    """Who belongs together. A key without links is a person, too."""

    def __init__(self, state: State):
        self._links = _links(state.live_of(s.PROFILE))
        self._all = _components(self._links)
        self._current = _components(_links(register.current for register in state.profiles.values()))

    def person(self, key: bytes) -> bytes:
        """The id of the person of a key: the lowest of the keys."""
        return self.keys(key)[0]

    def keys(self, key: bytes) -> list[bytes]:
        """All keys of the person of a key, sorted."""
        return self._all.get(key) or [key]

    def current(self, key: bytes) -> list[bytes]:
        """The keys that current profiles alone connect with this one, and this one itself, sorted."""
        return self._current.get(key) or [key]

    def reached(self, keys: Iterable[bytes], without: AbstractSet[bytes]) -> frozenset[bytes]:
        """These keys and all that links connect with them, none of them, and on no way, one of `without`."""
        found = set(keys) - without
        waiting = list(found)
        while waiting:
            for other in self._links.get(waiting.pop(), set()) - without - found:
                found.add(other)
                waiting.append(other)
        return frozenset(found)


def _links(profiles: Iterable[Message]) -> dict[bytes, set[bytes]]:
    """By key, the keys that it names in one of its profiles and that name it in one of theirs."""
    named: dict[bytes, set[bytes]] = defaultdict(set)
    for profile in profiles:
        named[profile.author].update(profile.fields.get(s.KEYS, ()))  # type: ignore[arg-type]
    links: dict[bytes, set[bytes]] = {}
    for key, others in named.items():
        mutual = {other for other in others if key in named.get(other, ())}
        if mutual:
            links[key] = mutual
    return links


def _components(links: dict[bytes, set[bytes]]) -> dict[bytes, list[bytes]]:
    """By key, the connected component that it is in, sorted; only for keys with links."""
    found: dict[bytes, list[bytes]] = {}
    for start in links:
        if start in found:
            continue
        members, waiting = {start}, [start]
        while waiting:
            for other in links[waiting.pop()]:
                if other not in members:
                    members.add(other)
                    waiting.append(other)
        component = sorted(members)
        found.update((member, component) for member in component)
    return found
