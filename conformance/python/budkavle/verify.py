"""Verification in the stages of 4.1."""

from __future__ import annotations

from . import ed25519, limits
from .cbor import CborError, decode
from .fields import FieldError, check_payload
from .message import Message, message_id, signed_bytes
from . import schema as s


class Invalid(ValueError):
    """Why bytes are no valid message: the stage and the code decide, the rest is for people."""

    def __init__(self, stage: str, code: str, offset: int | None = None, field: str | None = None):
        super().__init__(f"{code} ({stage})")
        self.stage = stage
        self.code = code
        self.offset = offset
        self.field = field


def verify(data: bytes, proven: bool = False) -> Message:
    """The message of these bytes (payload, then signature), or Invalid. What is proven already is not asked for its signature."""
    if len(data) < limits.SIGNATURE + 1:
        raise Invalid("size", "message-too-short")
    if len(data) > limits.MESSAGE:
        raise Invalid("size", "message-too-large")
    payload, signature = data[: -limits.SIGNATURE], data[-limits.SIGNATURE :]
    try:
        fields = decode(payload)
    except CborError as error:
        raise Invalid("encoding", error.code, offset=error.offset) from None
    if not isinstance(fields, dict):
        raise Invalid("structure", "payload-not-map")
    try:
        check_payload(fields)
    except FieldError as error:
        raise Invalid("fields", error.code, field=error.path) from None
    identity = message_id(payload)
    author: bytes = fields[s.AUTHOR]  # type: ignore[assignment]
    if not proven and not ed25519.verify(author, signed_bytes(identity), signature):
        raise Invalid("signature", "signature-invalid")
    return Message(identity, fields, payload, signature)
