"""A valid message: its fields, its thread (3.9), whether it has effect (5.2) and can be retracted (6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from . import schema as s
from .cbor import Value, encode
from .ed25519 import public_key, sign

DOMAIN = b"budkavle/1 message\n"


def message_id(payload: bytes) -> bytes:
    """3.1"""
    return sha256(payload).digest()


def signed_bytes(identity: bytes) -> bytes:
    """The 51 bytes that a signature is over (3.2)."""
    return DOMAIN + identity


def thread_of_references(entries: dict[int, Value]) -> bytes | None:
    """`root`, else `first`, else `target` (3.9), of a payload or of a stub."""
    for key in (s.ROOT, s.FIRST, s.TARGET):
        if key in entries:
            return entries[key]  # type: ignore[return-value]
    return None


@dataclass(frozen=True, eq=False)
class Message:
    """What a payload says; only `verify` makes these of foreign bytes."""

    id: bytes
    fields: dict[int, Value]
    payload: bytes
    signature: bytes

    @property
    def kind(self) -> int:
        return self.fields[s.KIND]  # type: ignore[return-value]

    @property
    def author(self) -> bytes:
        return self.fields[s.AUTHOR]  # type: ignore[return-value]

    @property
    def log(self) -> int:
        return self.fields.get(s.LOG, 0)  # type: ignore[return-value]

    @property
    def seq(self) -> int:
        return self.fields[s.SEQ]  # type: ignore[return-value]

    @property
    def size(self) -> int:
        """Of a checkpoint."""
        return self.fields[s.SIZE]  # type: ignore[return-value]

    @property
    def head(self) -> bytes:
        """Of a checkpoint."""
        return self.fields[s.HEAD]  # type: ignore[return-value]

    @property
    def time(self) -> int | None:
        return self.fields.get(s.TIME)  # type: ignore[return-value]

    @property
    def first(self) -> bytes | None:
        return self.fields.get(s.FIRST)  # type: ignore[return-value]

    @property
    def rev(self) -> int:
        return self.fields.get(s.REV, 0)  # type: ignore[return-value]

    @property
    def target(self) -> bytes | None:
        return self.fields.get(s.TARGET)  # type: ignore[return-value]

    @property
    def stance(self) -> int | None:
        return self.fields.get(s.STANCE)  # type: ignore[return-value]

    @property
    def grounds(self) -> int | None:
        return self.fields.get(s.GROUNDS)  # type: ignore[return-value]

    @property
    def sources(self) -> list[dict[int, Value]]:
        return self.fields.get(s.SOURCES, [])  # type: ignore[return-value]

    @property
    def answered(self) -> bytes | None:
        """The `parent` as written; in a post it counts as none (6.7)."""
        return self.fields.get(s.PARENT) if self.kind == s.REPLY else None  # type: ignore[return-value]

    @property
    def stubs(self) -> list[dict[int, Value]]:
        """The stubs of a retraction. In other kinds `targets` is a foreign field."""
        return self.fields[s.TARGETS] if self.kind == s.RETRACTION else []  # type: ignore[return-value]

    @property
    def thread(self) -> bytes:
        """3.9"""
        return thread_of_references(self.fields) or self.id

    @property
    def threads(self) -> list[bytes]:
        """The thread, and those of the stubs of a retraction, each once (3.9)."""
        found = {self.thread: None}
        for stub in self.stubs:
            found[thread_of_references(stub)] = None  # type: ignore[index]
        return list(found)

    @property
    def retractable(self) -> bool:
        """Whether the kind can be retracted (6.2)."""
        return self.kind in (s.POST, s.REPLY, s.PROFILE) or self.kind in s.PRIVATE_KINDS

    def has_effect(self) -> bool:
        """5.2"""
        kind = s.KINDS.get(self.kind)
        if kind is None:
            return False
        for key, value in self.fields.items():
            if not kind.has(key):
                if key % 2 == 0:
                    return False
                continue
            if key in kind.values and value not in kind.values[key]:
                return False
            if _holds_unknown_even_key(key, value):
                return False
        return True


_INNER = {s.SOURCES: s.SOURCE, s.ATTACHMENTS: s.ATTACHMENT, s.TARGETS: s.STUB}


def _holds_unknown_even_key(key: int, value: Value) -> bool:
    """Whether a source, attachment or stub of this field has an unknown even key."""
    spec = _INNER.get(key)
    if spec is None:
        return False
    return any(inner % 2 == 0 and inner not in spec.fields for item in value for inner in item)  # type: ignore[union-attr]


def create(seed: bytes, fields: dict[int, Value]) -> bytes:
    """Payload and signature of a message with these fields; the author is that of the seed (3.2)."""
    payload = encode({**fields, s.AUTHOR: public_key(seed)})
    return payload + sign(seed, signed_bytes(message_id(payload)))
