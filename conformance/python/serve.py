#!/usr/bin/env python3
"""Answers requests: one JSON object per line on stdin, one JSON answer per line on stdout.

    {"op": "decode", "bytes": hex}
    {"op": "verify", "message": hex}
    {"op": "bundle", "bytes": hex}
    {"op": "views", "now": n, "messages": [hex...], "reader": {"keys", "vouches", "blocked", "depth"}}

With "proven": true, the messages of "views" are taken without a look at their signatures: merge has nothing to do with these.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from budkavle import cbor
from budkavle.bundle import Refused, read_bundle
from budkavle.circle import Reader
from budkavle.notation import read_hex, write_fields, write_value
from budkavle.report import Report
from budkavle.section import Outcome
from budkavle.state import State
from budkavle.verify import Invalid, verify


def answer_decode(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"ok": True, "value": write_value(cbor.decode(read_hex(request["bytes"])))}
    except cbor.CborError as error:
        return {"ok": False, "code": error.code, "offset": error.offset}


def answer_verify(request: dict[str, Any]) -> dict[str, Any]:
    try:
        message = verify(read_hex(request["message"]))
    except Invalid as error:
        return {"ok": False, "stage": error.stage, "code": error.code}
    return {
        "ok": True,
        "id": message.id.hex(),
        "thread": message.thread.hex(),
        "threads": [thread.hex() for thread in message.threads],
        "effect": message.has_effect(),
        "retractable": message.retractable,
        "fields": write_fields(message.fields),
    }


def answer_bundle(request: dict[str, Any]) -> dict[str, Any]:
    try:
        bundle = read_bundle(read_hex(request["bytes"]))
    except Refused as error:
        return {"ok": False, "code": error.code}

    def named(outcome: Outcome) -> dict[str, Any]:
        """What is refused has no name, but for what only its proof is missing of."""
        told = {"code": outcome.code, "id": outcome.id if outcome.code in (None, "unproven") else None, "checkpoint": outcome.checkpoint}
        return {key: value.hex() if isinstance(value, bytes) else value for key, value in told.items() if value is not None}

    return {
        "ok": True,
        "code": bundle.code,
        "messages": [named(outcome) for outcome in bundle.messages],
        "attachments": [[a.hash.hex() if a.hash is not None else None, a.code] for a in bundle.attachments],
        "skipped": [[section.type, section.length] for section in bundle.skipped],
    }


def read_reader(written: dict[str, Any] | None) -> Reader:
    written = written or {}
    keys = {
        name: frozenset(bytes.fromhex(key) for key in written.get(name) or ()) for name in ("keys", "vouches", "blocked")
    }
    depth = written.get("depth")
    return Reader(**keys, depth=3 if depth is None else depth)


def answer_views(request: dict[str, Any]) -> dict[str, Any]:
    messages = []
    for written in dict.fromkeys(request["messages"]):
        try:
            messages.append(verify(read_hex(written), proven=request.get("proven") is True))
        except Invalid:
            continue
    return Report(State(messages, request["now"]), read_reader(request.get("reader"))).everything()


ANSWERS = {"bundle": answer_bundle, "decode": answer_decode, "verify": answer_verify, "views": answer_views}


def answer(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
        return ANSWERS[request["op"]](request)
    except Exception as error:  # whatever it is, the next request gets its answer
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    for line in sys.stdin.buffer:
        if line.strip():
            print(json.dumps(answer(line)), flush=True)


if __name__ == "__main__":
    main()
