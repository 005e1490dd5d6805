"""Questions, what answers them, and the inbox (6.17)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable

from . import schema as s
from .circle import Reader
from .message import Message
from .nodes import PRESENT, Node
from .people import People
from .stances import PersonalStance, personal
from .state import State
from .tree import Tree, chronological_rank


@dataclass
class Answer:
    """A node, the version of it that the asker confirms, and by what."""

    node: Node
    version: Message
    endorsement: Message


@dataclass
class Question:
    node: Node
    asker: bytes
    answers: list[Answer] = field(default_factory=list)
    earlier: list[Answer] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not self.answers


def is_question(node: Node) -> bool:
    """Whether a node is present and its current version has `question`."""
    return node.state == PRESENT and s.QUESTION in node.current.fields  # type: ignore[union-attr]


def questions(state: State, people: People, tree: Tree) -> list[Question]:
    """The questions of a thread with their answers, both in the order of the thread."""
    found: list[Question] = []
    above: dict[bytes, list[Question]] = {}  # by asker: the questions above the node, the nearest last
    waiting: list[tuple[Node, Question | None]] = [(tree.root, None)]
    while waiting:
        node, left = waiting.pop()
        if left is not None:  # everything below this question has been visited
            above[left.asker].pop()
            if not above[left.asker]:
                del above[left.asker]
            continue
        if node.state == PRESENT:
            _judge(state, people, node, above)
        if is_question(node):
            question = Question(node, people.person(node.author))  # type: ignore[arg-type]
            found.append(question)
            above.setdefault(question.asker, []).append(question)
            waiting.append((node, question))
        waiting.extend((child, None) for child in reversed(node.children))
    return found


def _judge(state: State, people: People, node: Node, above: dict[bytes, list[Question]]) -> None:
    """Adds a present node to the questions above that it answers, or answered in an earlier version.

    For each asker the greatest version decides on which they have a stance.
    """
    assert node.register is not None
    decided: set[bytes] = set()
    for version in node.register.messages:
        for asker, word in _words(state, people, version).items():
            if asker in decided:
                continue
            decided.add(asker)
            if asker in above and word.endorsement.stance == s.CONFIRM:
                question = above[asker][-1]
                answer = Answer(node, version, word.endorsement)
                (question.answers if version is node.current else question.earlier).append(answer)


def _words(state: State, people: People, version: Message) -> dict[bytes, PersonalStance]:
    """What each person says of a version; empty at once where nobody said anything."""
    if (version.id, version.thread) not in state.stances:
        return {}
    return personal(state, people, version)


def open_questions(by_thread: Iterable[list[Question]]) -> list[Question]:
    """The open questions of several threads, the greatest (place, depth, id) first."""
    found = [question for asked in by_thread for question in asked if question.is_open]
    return sorted(found, key=lambda question: chronological_rank(question.node), reverse=True)


@dataclass
class Letter:
    """A node in an inbox."""

    node: Node
    is_reply: bool
    is_question: bool
    is_answered: bool


def inbox(trees: Iterable[tuple[Tree, list[Question]]], people: People, reader: Reader) -> list[Letter]:
    """What others wrote that the reader may want to answer, the greatest (place, depth, id) first."""
    own_keys = reader.own_keys(people)
    blocked = reader.blocked_people(people)
    letters: list[Letter] = []
    for tree, asked in trees:
        own = {node.id for node in tree.listed if node.state == PRESENT and node.author in own_keys}
        if not own:
            continue
        own_below: set[bytes] = set()
        for node in reversed(tree.listed):  # what is below a node comes before it
            if node.parent is not None and (node.id in own or node.id in own_below):
                own_below.add(node.parent.id)
        unanswered = {question.node.id for question in asked if question.is_open}
        for node in tree.listed:
            if node.state != PRESENT or node.id in own or people.person(node.author) in blocked:  # type: ignore[arg-type]
                continue
            answered = node.id in own_below
            reply = node.parent is not None and node.parent.id in own
            question = node.id in unanswered and not answered
            if reply or question:
                letters.append(Letter(node, reply, question, answered))
    return sorted(letters, key=lambda letter: chronological_rank(letter.node), reverse=True)
