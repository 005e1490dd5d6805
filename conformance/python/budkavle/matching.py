"""The size of a maximum matching between two sides (6.16), by Hopcroft and Karp, without recursion."""

from __future__ import annotations

from typing import Hashable, Iterable


def maximum_matching(pairs: Iterable[tuple[Hashable, Hashable]]) -> int:
    """How many of these pairs can stand together so that nothing stands twice on its side."""
    neighbours: dict[Hashable, list[Hashable]] = {}
    for left, right in dict.fromkeys(pairs):
        neighbours.setdefault(left, []).append(right)
    of_left: dict[Hashable, Hashable] = {}
    of_right: dict[Hashable, Hashable] = {}
    while True:
        levels = _levels(neighbours, of_left, of_right)
        if levels is None:
            return len(of_left)
        rests = {left: iter(rights) for left, rights in neighbours.items()}
        for left in neighbours:
            if left not in of_left:
                _augment(left, rests, levels, of_left, of_right)


def _levels(neighbours: dict, of_left: dict, of_right: dict) -> dict | None:
    """How far each left end is from a free one, by alternating ways; None where no way ends free."""
    level = {left: 0 for left in neighbours if left not in of_left}
    layer, reached = list(level), False
    while layer and not reached:
        following = []
        for left in layer:
            for right in neighbours[left]:
                mate = of_right.get(right)
                if right not in of_right:
                    reached = True
                elif mate not in level:
                    level[mate] = level[left] + 1
                    following.append(mate)
        layer = following
    return level if reached else None


def _augment(start: Hashable, rests: dict, levels: dict, of_left: dict, of_right: dict) -> None:
    """Looks for one way from a free left end to a free right end along the levels, and flips it."""
    way: list[tuple[Hashable, Hashable]] = []  # (left, the right end that is tried)
    left = start
    while True:
        for right in rests[left]:
            if right not in of_right:
                way.append((left, right))
                for from_left, to_right in way:
                    of_left[from_left] = to_right
                    of_right[to_right] = from_left
                return
            mate = of_right[right]
            if levels.get(mate) == levels[left] + 1:
                way.append((left, right))
                left = mate
                break
        else:
            if not way:
                return
            left, _ = way.pop()
