"""What is missing of the logs of authors, where these forked, and what their checkpoints prove (6.18, 6.19)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from . import schema as s
from .checkpoints import Judgement, judge
from .message import Message
from .state import State


@dataclass
class Log:
    """What is known of one log: by seq, the ids that are held and those that claims name."""

    author: bytes
    log: int
    held_ids: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    claimed_ids: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    checkpoints: list[Message] = field(default_factory=list)

    @property
    def seqs(self) -> list[int]:
        return sorted(self.held_ids.keys() | self.claimed_ids.keys())

    @property
    def highest(self) -> int:
        return self.seqs[-1]

    @property
    def held(self) -> int:
        return len(self.held_ids)

    @property
    def retracted(self) -> int:
        return len(self.claimed_ids.keys() - self.held_ids.keys())

    @property
    def missing(self) -> list[tuple[int, int]]:
        """All other numbers from 1 to the highest, as ranges."""
        ranges, following = [], 1
        for seq in self.seqs:
            if seq > following:
                ranges.append((following, seq - 1))
            following = seq + 1
        return ranges

    @property
    def forks(self) -> list[tuple[int, list[bytes]]]:
        """The seqs that messages with different ids have."""
        ids = ((seq, self.known(seq)) for seq in self.seqs)
        return [(seq, sorted(found)) for seq, found in ids if len(found) > 1]

    def known(self, seq: int) -> set[bytes]:
        return self.held_ids.get(seq, set()) | self.claimed_ids.get(seq, set())

    @property
    def judgement(self) -> Judgement:
        return judge(self.checkpoints, self.known)


def completeness(state: State) -> list[Log]:
    """All logs of which something counts, by author and log."""
    logs: dict[tuple[bytes, int], Log] = {}

    def log_of(author: bytes, number: int) -> Log:
        return logs.setdefault((author, number), Log(author, number))

    for message in state.held:
        log_of(message.author, message.log).held_ids[message.seq].add(message.id)
    for checkpoint in state.live_of(s.CHECKPOINT):
        log_of(checkpoint.author, checkpoint.log).checkpoints.append(checkpoint)
    for claim in state.claims:
        log_of(claim.author, claim.log).claimed_ids[claim.seq].add(claim.target)
    return [logs[key] for key in sorted(logs)]
