"""What the checks of vectors have in common."""

from __future__ import annotations

import json
from typing import Any, Callable

Case = tuple[str, Callable[[], None]]


class Wrong(Exception):
    """A result that is not the one of the vector."""


def expect(what: str, found: Any, wanted: Any) -> None:
    if found != wanted or type(found) is not type(wanted):
        raise Wrong(f"{what}: found {_short(found)}, wanted {_short(wanted)}")


def _short(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else json.dumps(value, default=str)
    return text if len(text) <= 1500 else text[:1500] + "..."
