"""Corroboration of a version, inside the circle and outside (6.16)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from . import schema as s
from .circle import Member
from .matching import maximum_matching
from .message import Message
from .people import People
from .stances import NAMES, PersonalStance, personal
from .state import State


class Origin(NamedTuple):
    """From where somebody has it. Address and content are tagged, so that a person is never a uri."""

    address: tuple[str, bytes]
    content: tuple[str, bytes]
    from_source: bool


@dataclass
class Speaker:
    stance: PersonalStance
    distance: int | None
    origins: list[Origin]

    @property
    def person(self) -> bytes:
        return self.stance.person

    @property
    def endorsement(self) -> bytes:
        return self.stance.endorsement.id

    @property
    def is_first_hand(self) -> bool:
        return self.stance.endorsement.grounds in (s.OBSERVED, s.REPRODUCED)


@dataclass
class Side:
    """The numbers for one stance, in the circle or outside of it."""

    speakers: list[Speaker] = field(default_factory=list)

    @property
    def first_hand(self) -> list[bytes]:
        return sorted(speaker.endorsement for speaker in self.speakers if speaker.is_first_hand)

    @property
    def sources(self) -> int:
        """The greatest number of origins from sources that share neither address nor content."""
        return maximum_matching(
            (origin.address, origin.content)
            for speaker in self.speakers
            for origin in speaker.origins
            if origin.from_source
        )

    @property
    def behind_sources(self) -> list[bytes]:
        return sorted(x.endorsement for x in self.speakers if any(origin.from_source for origin in x.origins))

    @property
    def independent(self) -> int:
        pairs = [(speaker.person, origin) for speaker in self.speakers for origin in speaker.origins]
        return min(
            maximum_matching((person, origin.address) for person, origin in pairs),
            maximum_matching((person, origin.content) for person, origin in pairs),
            maximum_matching((origin.address, origin.content) for _, origin in pairs),
        )

    @property
    def behind_independent(self) -> list[bytes]:
        return sorted(speaker.endorsement for speaker in self.speakers if speaker.origins)


@dataclass
class Sides:
    circle: Side = field(default_factory=Side)
    outside: Side = field(default_factory=Side)


def corroboration(state: State, people: People, members: dict[bytes, Member], version: Message) -> dict[str, Sides]:
    """By the name of each stance that somebody holds on a live post or reply."""
    writer = people.person(version.author)
    counting = personal(state, people, version)
    counting.pop(writer, None)  # 6.14: it does not count
    found: dict[str, Sides] = {}
    for person, stance in sorted(counting.items()):
        sides = found.setdefault(NAMES[stance.endorsement.stance], Sides())  # type: ignore[index]
        member = members.get(person)
        speaker = Speaker(stance, member.distance if member else None, _origins(state, people, version, stance, counting))
        (sides.circle if member else sides.outside).speakers.append(speaker)
    for sides in found.values():
        sides.circle.speakers.sort(key=lambda speaker: (speaker.distance, speaker.person))
    return found


_COMPARED = (s.SOURCE_URI, s.SOURCE_HASH, s.SOURCE_MESSAGE)


def _origins(
    state: State, people: People, version: Message, stance: PersonalStance, counting: dict[bytes, PersonalStance]
) -> list[Origin]:
    """From where a person has it; `counting` are all stances on the version that count, by person."""
    endorsement = stance.endorsement
    if endorsement.grounds == s.RELAYED:
        return []
    of_version = {(key, source[key]) for source in version.sources for key in _COMPARED if key in source}
    found: dict[Origin, None] = {}
    if endorsement.grounds in (s.OBSERVED, s.REPRODUCED):
        myself = ("person", stance.person)
        found[Origin(myself, myself, False)] = None
    for source in endorsement.sources:
        if any((key, source[key]) in of_version for key in _COMPARED if key in source):
            continue
        if s.SOURCE_URI in source:
            uri = source[s.SOURCE_URI].encode("utf-8")  # type: ignore[union-attr]
            content = ("hash", source[s.SOURCE_HASH]) if s.SOURCE_HASH in source else ("uri", uri)
            found[Origin(("uri", uri), content, True)] = None  # type: ignore[arg-type]
        else:
            cited = state.live_by_id.get(source[s.SOURCE_MESSAGE])  # type: ignore[arg-type]
            if cited is None:
                continue
            writer = people.person(cited.author)
            said = counting.get(writer)
            if said is not None and said.endorsement.stance == endorsement.stance:
                continue  # they speak for themselves
            if writer != people.person(version.author):
                found[Origin(("person", writer), ("person", writer), True)] = None
    return list(found)
