"""Deterministic CBOR, narrowed as in section 2.

Reading has two steps, so that nothing is built from bytes that break a rule (2.7):
`scan` decides by the bytes alone and yields tokens, `decode` builds the value from these.

Values are int, bool, bytes, str, list and dict (with int keys, in the order of the bytes).
"""

from __future__ import annotations

import re
from typing import NamedTuple, Union

from .limits import INTEGER, NESTING

Value = Union[int, bool, bytes, str, list, dict]

UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
FALSE_INFO, TRUE_INFO = 20, 21


class CborError(ValueError):
    """A fault of 2.8: its code (10.1) and the offset where it is."""

    def __init__(self, code: str, offset: int):
        super().__init__(f"{code} at {offset}")
        self.code = code
        self.offset = offset


class Token(NamedTuple):
    """One head: the major type, its argument (20 or 21 for false and true), and where the content begins."""

    major: int
    argument: int
    content: int


# The characters that a text may hold (2.4), by their bytes: the well-formed sequences of UTF-8
# without the control characters other than TAB and LF. (Not possessive, "*+": Python 3.11.2 matches that wrongly,
# see CPython's issue 106052.)
_GOOD_TEXT = re.compile(
    rb"""(?:
      [\t\n\x20-\x7e]
    | \xc2[\xa0-\xbf] | [\xc3-\xdf][\x80-\xbf]
    | \xe0[\xa0-\xbf][\x80-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
    | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3} | \xf4[\x80-\x8f][\x80-\xbf]{2}
    )*""",
    re.VERBOSE,
)
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _check_text(data: bytes, start: int, end: int) -> None:
    """2.8, rule 12: the first character that is ill-formed or that no text may hold."""
    if data.startswith(_BYTE_ORDER_MARK, start, end):
        raise CborError("cbor-text", start)
    stop = _GOOD_TEXT.match(data, start, end).end()  # type: ignore[union-attr]
    if stop < end:
        raise CborError("cbor-text" if _CONTROL.match(data, stop, end) else "cbor-utf8", stop)


class _Open:
    """An array or map whose items are not all read yet."""

    __slots__ = ("is_map", "left", "last_key")

    def __init__(self, is_map: bool, left: int):
        self.is_map = is_map
        self.left = left  # items; a map has two for each entry
        self.last_key = -1

    def expects_key(self) -> bool:
        return self.is_map and self.left % 2 == 0


def scan(data: bytes) -> list[Token]:
    """Checks one item by the rules of 2.8, in their order; returns its tokens from left to right."""
    tokens: list[Token] = []
    stack: list[_Open] = []
    at = 0
    while True:
        parent = stack[-1] if stack else None
        token = _scan_head(data, at, parent, len(stack))
        tokens.append(token)
        at = token.content
        if token.major in (BYTES, TEXT):
            at += token.argument
        if parent is not None:
            parent.left -= 1
        if token.major in (ARRAY, MAP):
            stack.append(_Open(token.major == MAP, token.argument * (2 if token.major == MAP else 1)))
        while stack and stack[-1].left == 0:
            stack.pop()
        if not stack:
            break
    if at < len(data):
        raise CborError("cbor-trailing", at)
    return tokens


def _scan_head(data: bytes, o: int, parent: _Open | None, depth: int) -> Token:
    """Rules 1 to 12 of 2.8 for the item whose head begins at o."""
    if o >= len(data):
        raise CborError("cbor-truncated", o)  # 1
    major, info = data[o] >> 5, data[o] & 31
    if 28 <= info <= 30:
        raise CborError("cbor-type", o)  # 2
    if info == 31:
        raise CborError("cbor-indefinite", o)  # 3
    is_key = parent is not None and parent.expects_key()
    if is_key and major != UINT:
        raise CborError("cbor-key-type", o)  # 4
    if major in (NEGATIVE, TAG) or (major == SIMPLE and info not in (FALSE_INFO, TRUE_INFO)):
        raise CborError("cbor-type", o)  # 5
    if major in (ARRAY, MAP) and depth >= NESTING:
        raise CborError("cbor-depth", o)  # 6
    if info < 24 or major == SIMPLE:
        argument, content = info, o + 1
    else:
        width = 1 << (info - 24)
        content = o + 1 + width
        if content > len(data):
            raise CborError("cbor-truncated", o)  # 7
        argument = int.from_bytes(data[o + 1 : content], "big")
        least = 24 if width == 1 else 1 << (4 * width)
        if argument < least:
            raise CborError("cbor-non-minimal", o)  # 8
    if major == UINT and argument > INTEGER:
        raise CborError("cbor-integer-range", o)  # 9
    if is_key:
        assert parent is not None
        if argument <= parent.last_key:
            raise CborError("cbor-key-order", o)  # 10
        parent.last_key = argument
    if major in (BYTES, TEXT, ARRAY, MAP):
        needed = 2 * argument if major == MAP else argument
        if needed > len(data) - content:
            raise CborError("cbor-truncated", o)  # 11
    if major == TEXT:
        _check_text(data, content, content + argument)  # 12
    return Token(major, argument, content)


def decode(data: bytes) -> Value:
    """The value of exactly one encoded item; CborError where the bytes break a rule."""
    tokens = iter(scan(data))

    def build() -> Value:  # at most NESTING deep, as `scan` made sure
        token = next(tokens)
        if token.major == UINT:
            return token.argument
        if token.major == BYTES:
            return bytes(data[token.content : token.content + token.argument])
        if token.major == TEXT:
            return data[token.content : token.content + token.argument].decode("utf-8")
        if token.major == ARRAY:
            return [build() for _ in range(token.argument)]
        if token.major == MAP:
            entries = {}
            for _ in range(token.argument):
                key = build()
                entries[key] = build()
            return entries
        return token.argument == TRUE_INFO

    return build()


def head(major: int, argument: int) -> bytes:
    """The shortest head (2.2)."""
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes([major << 5 | info]) + argument.to_bytes(width, "big")
    raise ValueError("an argument of more than 64 bits")


def encode(value: Value) -> bytes:
    """The one encoding of a value. (That it keeps to the limits of section 2 is the caller's matter.)"""
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(UINT, value)
    if isinstance(value, bytes):
        return head(BYTES, len(value)) + value
    if isinstance(value, str):
        text = value.encode("utf-8")
        return head(TEXT, len(text)) + text
    if isinstance(value, list):
        return head(ARRAY, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        pairs = (encode(key) + encode(value[key]) for key in sorted(value))
        return head(MAP, len(value)) + b"".join(pairs)
    raise TypeError(f"no value of section 2: {type(value).__name__}")
