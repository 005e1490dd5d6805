"""All views in the forms of 12.7 and 12.9, with hex in place of names."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from . import schema as s
from .circle import Reader, circle
from .completeness import completeness
from .corroboration import Side, corroboration
from .message import Message
from .nodes import CONTESTED, PRESENT, RETRACTED, Node
from .people import People
from .questions import Answer, Question, inbox, open_questions, questions
from .registers import Register, is_withdrawn
from .stances import NAMES, counting
from .state import State
from .timeline import count_below, fits, timeline
from .tree import Tree, tree_of

VOUCH_NAMES = {s.VOUCHES: "vouch", s.DISTRUSTS: "distrust"}


def _hexes(ids: Any) -> list[str]:
    return [i.hex() for i in ids]


def _without_empty(entries: dict[str, Any]) -> dict[str, Any]:
    """What is absent, empty or false is left out; numbers never are."""
    return {key: value for key, value in entries.items() if value is not None and value is not False and value not in ([], {})}


class Report:
    """Every view of one state; what several views need is worked out once."""

    def __init__(self, state: State, reader: Reader = Reader()):
        self.state = state
        self.reader = reader
        self._trees: dict[bytes, Tree] = {}
        self._asked: dict[bytes, list[Question]] = {}

    def tree(self, thread: bytes) -> Tree:
        if thread not in self._trees:
            self._trees[thread] = tree_of(self.state, thread)
        return self._trees[thread]

    def asked(self, thread: bytes) -> list[Question]:
        if thread not in self._asked:
            self._asked[thread] = questions(self.state, self.people_index, self.tree(thread))
        return self._asked[thread]

    @cached_property
    def people_index(self) -> People:
        return People(self.state)

    @cached_property
    def _trees_of_posts(self) -> list[Tree]:
        return [self.tree(thread) for thread in sorted(self.state.posts_by_thread)]

    # 6.1 to 6.12, in the forms of 12.7

    def thread(self, thread: bytes) -> list[dict[str, Any]]:
        return [self._node(node) for node in self.tree(thread).listed]

    def chronological(self, thread: bytes) -> list[str]:
        return _hexes(node.id for node in self.tree(thread).chronological)

    def _node(self, node: Node) -> dict[str, Any]:
        written: dict[str, Any] = {
            "id": node.id.hex(),
            "state": node.state,
            "parent": node.parent.id.hex() if node.parent else None,
            "place": node.place,
            "future": node.future,
        }
        if node.state == PRESENT:
            assert node.register is not None
            current = node.register.current
            written.update(current=current.id.hex(), conflicts=_hexes(node.register.conflicts), **self._counted(current))
            written["earlier"] = [{"id": m.id.hex(), **self._counted(m)} for m in node.register.earlier]
        elif node.state == RETRACTED:
            assert node.author is not None
            written["author"] = node.author.hex()
        elif node.state == CONTESTED:
            written["claims"] = [
                {"author": author.hex(), **({"current": register.current.id.hex()} if register else {"retracted": True})}
                for author, register in node.claimants.items()
            ]
        return _without_empty(written)

    def _counted(self, version: Message) -> dict[str, Any]:
        """confirm, dispute and outdated: [author, endorsement] each (6.10)."""
        lists: dict[str, Any] = {name: [] for name in NAMES.values()}
        for register in counting(self.state, version):
            stance = register.current
            lists[NAMES[stance.stance]].append([stance.author.hex(), stance.id.hex()])  # type: ignore[index]
        return _without_empty(lists)

    def timeline(self) -> list[list[Any]]:
        return [[tree.thread.hex(), count_below(tree)] for tree in timeline(self._trees_of_posts)]

    def filtered(self, space: str | None = None, topic: str | None = None, author: bytes | None = None) -> list[str]:
        return [tree.thread.hex() for tree in timeline(self._trees_of_posts) if fits(tree.root, space, topic, author)]

    def stances(self, version: Message) -> list[dict[str, Any]]:
        return [
            _without_empty(
                {
                    "author": register.current.author.hex(),
                    "stance": NAMES[register.current.stance],  # type: ignore[index]
                    "endorsement": register.current.id.hex(),
                    "conflicts": _hexes(register.conflicts),
                }
            )
            for register in counting(self.state, version)
        ]

    def profile(self, author: bytes) -> dict[str, Any]:
        register: Register | None = self.state.profiles.get(author)
        if register is None:
            return {}
        return _without_empty({"current": register.current.id.hex(), "conflicts": _hexes(register.conflicts)})

    def vouches(self) -> list[list[str]]:
        return [
            [author.hex(), subject.hex(), VOUCH_NAMES[register.current.stance], register.current.id.hex()]  # type: ignore[index]
            for author, registers in sorted(self.state.vouches.items())
            for subject, register in sorted(registers.items())
            if not is_withdrawn(register.current)
        ]

    def retracted(self) -> list[str]:
        return _hexes(m.id for m in self.state.retracted)

    # 6.13 to 6.18, in the forms of 12.9

    def people(self, key: bytes) -> dict[str, Any]:
        return {"keys": _hexes(self.people_index.keys(key)), "current": _hexes(self.people_index.current(key))}

    @cached_property
    def _circle(self) -> list[Any]:
        return circle(self.state, self.people_index, self.reader)

    def circle(self) -> list[dict[str, Any]]:
        return [
            _without_empty(
                {
                    "person": member.person.hex(),
                    "distance": member.distance,
                    "via": member.via.hex() if member.via else None,
                    "vouches": _hexes(member.vouches),
                }
            )
            for member in self._circle
        ]

    @cached_property
    def _members(self) -> dict[bytes, Any]:
        return {member.person: member for member in self._circle}

    def corroborations(self, version: Message) -> dict[str, Any]:
        found = corroboration(self.state, self.people_index, self._members, version)
        written: dict[str, Any] = {"rev": version.rev}
        for name in NAMES.values():
            if name in found:
                sides = {"circle": found[name].circle, "outside": found[name].outside}
                written[name] = {where: _side(side) for where, side in sides.items() if side.speakers}
        return written

    def questions(self, thread: bytes) -> list[dict[str, Any]]:
        return [
            _without_empty(
                {
                    "node": question.node.id.hex(),
                    "asker": question.asker.hex(),
                    "state": "open" if question.is_open else "answered",
                    "answers": [_answer(answer) for answer in question.answers],
                    "earlier": [_answer(answer) for answer in question.earlier],
                }
            )
            for question in self.asked(thread)
        ]

    def open(self) -> list[str]:
        asked = [self.asked(tree.thread) for tree in self._trees_of_posts]
        return _hexes(question.node.id for question in open_questions(asked))

    def inbox(self) -> list[dict[str, Any]]:
        asked = [(tree, self.asked(tree.thread)) for tree in self._trees_of_posts]
        letters = inbox(asked, self.people_index, self.reader)
        return [
            _without_empty(
                {
                    "node": letter.node.id.hex(),
                    "reply": letter.is_reply,
                    "question": letter.is_question,
                    "answered": letter.is_answered,
                }
            )
            for letter in letters
        ]

    def completeness(self) -> list[dict[str, Any]]:
        judged = [(log, log.judgement) for log in completeness(self.state)]
        return [
            _without_empty(
                {
                    "author": log.author.hex(),
                    "log": log.log,
                    "highest": log.highest,
                    "held": log.held,
                    "retracted": log.retracted,
                    "missing": [list(found) for found in log.missing],
                    "forks": [{"seq": seq, "messages": _hexes(ids)} for seq, ids in log.forks],
                    "proven": [found.proven.size, found.proven.id.hex()] if found.proven else None,
                    "refuted": _hexes(found.refuted),
                    "contradictions": [{"size": size, "checkpoints": _hexes(ids)} for size, ids in found.contradictions],
                }
            )
            for log, found in judged
        ]

    def everything(self) -> dict[str, Any]:
        """All views, of every thread, version and author that the given messages have."""
        threads = sorted({thread for m in self.state.messages for thread in m.threads})
        authors = sorted({m.author for m in self.state.messages})
        versions = self.state.posts
        return {
            "threads": {t.hex(): self.thread(t) for t in threads},
            "chronological": {t.hex(): self.chronological(t) for t in threads},
            "timeline": self.timeline(),
            "stances": {m.id.hex(): self.stances(m) for m in versions},
            "profiles": {a.hex(): self.profile(a) for a in authors},
            "vouches": self.vouches(),
            "retracted": self.retracted(),
            "people": {a.hex(): self.people(a) for a in authors},
            "circle": self.circle(),
            "corroborations": {m.id.hex(): self.corroborations(m) for m in versions},
            "questions": {t.hex(): self.questions(t) for t in threads},
            "open": self.open(),
            "inbox": self.inbox(),
            "completeness": self.completeness(),
        }


def _side(side: Side) -> dict[str, Any]:
    return _without_empty(
        {
            "speakers": [
                _without_empty(
                    {
                        "person": speaker.person.hex(),
                        "distance": speaker.distance,
                        "endorsement": speaker.endorsement.hex(),
                        "conflicts": _hexes(speaker.stance.conflicts),
                    }
                )
                for speaker in side.speakers
            ],
            "firstHand": _hexes(side.first_hand),
            "sources": _without_empty({"count": side.sources, "endorsements": _hexes(side.behind_sources)}),
            "independent": _without_empty({"count": side.independent, "endorsements": _hexes(side.behind_independent)}),
        }
    )


def _answer(answer: Answer) -> list[str]:
    return [answer.node.id.hex(), answer.version.id.hex(), answer.endorsement.id.hex()]
