"""Registers: which of several messages that replace each other is current (6.5, 6.6)."""

from __future__ import annotations

from typing import Iterable

from . import schema as s
from .message import Message


def time_rank(time: int | None) -> int:
    """An absent time is lower than every time."""
    return -1 if time is None else time


def rank(message: Message) -> tuple[int, int, bytes]:
    """The order (rev, time, id) of a register."""
    return message.rev, time_rank(message.time), message.id


class Register:
    """The live messages that replace each other, the greatest first. Never empty."""

    def __init__(self, messages: Iterable[Message]):
        self.messages = sorted(messages, key=rank, reverse=True)

    @property
    def current(self) -> Message:
        return self.messages[0]

    @property
    def earlier(self) -> list[Message]:
        """All but the current one, the greatest first (6.10)."""
        return self.messages[1:]

    @property
    def conflicts(self) -> list[bytes]:
        """The ids of the others with the rev of the current one."""
        return sorted(m.id for m in self.earlier if m.rev == self.current.rev)


def is_withdrawn(message: Message) -> bool:
    """A stance or vouch that says withdrawn is none (6.6)."""
    return message.stance == s.WITHDRAWN
