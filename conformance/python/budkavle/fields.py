"""The checks of fields, in the order of 4.2, and the rules between fields of 3.5."""

from __future__ import annotations

import re
from typing import Callable

from . import schema as s
from .cbor import Value


class FieldError(ValueError):
    """A code of 10.1 and the path of the field; the path is only for people (4.2)."""

    def __init__(self, code: str, path: str):
        super().__init__(f"{code} in {path}")
        self.code = code
        self.path = path


def check_payload(payload: dict[int, Value]) -> None:
    """The whole of 4.2 for a payload."""
    _check_entries(s.PAYLOAD, payload, "")
    _check_required(s.COMMON_REQUIRED + _kind_of(payload).required, payload, s.PAYLOAD.names, "")
    for rule in _PAYLOAD_RULES:
        rule(payload)


def _kind_of(payload: dict[int, Value]) -> s.Kind:
    kind = payload.get(s.KIND)
    return s.KINDS.get(kind, s.Kind()) if isinstance(kind, int) else s.Kind()


def _check_entries(spec: s.Entries, entries: dict[int, Value], path: str) -> None:
    """Known entries in ascending order of their keys; unknown keys are not looked at."""
    for key, value in entries.items():  # the encoding has them in ascending order
        if key in spec.fields:
            _check(spec.fields[key], value, _join(path, spec.names[key]))


def _check_required(keys: tuple[int, ...], entries: dict[int, Value], names: dict[int, str], path: str) -> None:
    for key in sorted(keys):
        if key not in entries:
            raise FieldError("field-missing", _join(path, names[key]))


def _check(spec: s.Spec, value: Value, path: str) -> None:
    """One value against its definition: type, size, range or default, characters; then what is inside."""
    if isinstance(spec, s.Uint):
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldError("field-type", path)
        if value == 0 and spec.default:
            raise FieldError("field-default", path)
        if not spec.low <= value <= spec.high:
            raise FieldError("field-range", path)
    elif isinstance(spec, s.Flag):
        if not isinstance(value, bool):
            raise FieldError("field-type", path)
        if not value:
            raise FieldError("field-default", path)
    elif isinstance(spec, s.Bytes):
        if not isinstance(value, bytes):
            raise FieldError("field-type", path)
        if not spec.low <= len(value) <= spec.high:
            raise FieldError("field-size", path)
    elif isinstance(spec, s.Text):
        if not isinstance(value, str):
            raise FieldError("field-type", path)
        if not spec.low <= len(value.encode("utf-8")) <= spec.high:
            raise FieldError("field-size", path)
        if spec.pattern is not None and not re.fullmatch(spec.pattern, value):
            raise FieldError("field-text", path)
    elif isinstance(spec, s.Items):
        if not isinstance(value, list):
            raise FieldError("field-type", path)
        if not 1 <= len(value) <= spec.high:
            raise FieldError("field-size", path)
        _check_items(spec, value, path)
    else:
        if not isinstance(value, dict):
            raise FieldError("field-type", path)
        _check_entries(spec, value, path)
        _check_required(spec.required, value, spec.names, path)
        if spec.rules == "source":
            _check_source(value, path)
        elif spec.rules == "references":
            _check_references(value, path)


def _check_items(spec: s.Items, items: list, path: str) -> None:
    """Each item completely, and then against the one before it."""
    before: bytes | None = None
    for index, item in enumerate(items):
        here = f"{path}[{index}]"
        _check(spec.item, item, here)
        if spec.ascending is None:
            continue
        if spec.ascending == "target":
            rank = item[s.TARGET]
        else:
            rank = item.encode("utf-8") if isinstance(item, str) else item
        if before is not None and rank <= before:
            raise FieldError("field-order", here)
        before = rank


def _check_source(source: dict[int, Value], path: str) -> None:
    """Exactly one of uri and message; hash only with uri (3.3)."""
    if (s.SOURCE_URI in source) == (s.SOURCE_MESSAGE in source):
        raise FieldError("field-conflict", _join(path, "uri"))
    if s.SOURCE_HASH in source and s.SOURCE_URI not in source:
        raise FieldError("field-conflict", _join(path, "hash"))


def _check_references(entries: dict[int, Value], path: str) -> None:
    """Rule a of 3.5, for a payload or a stub."""
    seen: set[bytes] = set()
    for key in (s.ROOT, s.PARENT, s.FIRST, s.TARGET):
        if key in entries:
            if entries[key] in seen:
                raise FieldError("field-conflict", _join(path, s.PAYLOAD.names[key]))
            seen.add(entries[key])  # type: ignore[arg-type]


def _rule_a(m: dict) -> None:
    _check_references(m, "")


def _rule_b(m: dict) -> None:
    if m[s.AUTHOR] in m.get(s.KEYS, ()):
        raise FieldError("field-conflict", "keys")


def _rule_c(m: dict) -> None:
    if m.get(s.SUBJECT) == m[s.AUTHOR]:
        raise FieldError("field-conflict", "subject")


def _rule_d(m: dict) -> None:
    if m[s.KIND] in (s.POST, s.REPLY) and s.TEXT not in m and s.ATTACHMENTS not in m:
        raise FieldError("field-conflict", "text")


def _rule_e(m: dict) -> None:
    if m[s.KIND] in (s.POST, s.REPLY) and (s.FIRST in m) != (s.REV in m):
        raise FieldError("field-conflict", "first" if s.FIRST in m else "rev")


def _rule_f(m: dict) -> None:
    if m[s.KIND] in (s.POST, s.REPLY) and s.FORMAT in m and s.TEXT not in m:
        raise FieldError("field-conflict", "format")


def _rule_g(m: dict) -> None:
    if m[s.KIND] == s.ENDORSEMENT and m.get(s.GROUNDS) == s.BY_SOURCE and s.SOURCES not in m:
        raise FieldError("field-conflict", "grounds")


def _rule_h(m: dict) -> None:
    if m[s.KIND] == s.ENDORSEMENT and m[s.STANCE] == s.WITHDRAWN:
        for key in (s.GROUNDS, s.SOURCES):
            if key in m:
                raise FieldError("field-conflict", s.PAYLOAD.names[key])


_PAYLOAD_RULES: tuple[Callable[[dict], None], ...] = (
    _rule_a, _rule_b, _rule_c, _rule_d, _rule_e, _rule_f, _rule_g, _rule_h,
)  # fmt: skip


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
