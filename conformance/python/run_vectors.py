#!/usr/bin/env python3
"""Runs the test vectors (section 12) and says of each case that fails what is wrong.

    python3 run_vectors.py [folder of the vectors]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Callable, Iterator

from budkavle import cbor, ed25519
from budkavle.circle import Reader
from budkavle.message import Message, create, signed_bytes
from budkavle.notation import read_fields, read_hex, read_value, write_fields, write_value
from budkavle.report import Report
from budkavle.state import State
from budkavle.verify import Invalid, verify
from bundle_vectors import bundle_cases, proof_cases
from vector_kit import Case, Wrong, expect

DEFAULT_FOLDER = Path(__file__).resolve().parent / ".." / ".." / "vectors"


# encoding.json


def encoding_cases(file: Any) -> Iterator[Case]:
    for case in file["valid"]:
        yield f"valid: {case['name']}", lambda c=case: check_valid_encoding(c)
    for part in ("invalid", "precedence"):
        for case in file[part]:
            yield f"{part}: {case['name']}", lambda c=case: check_invalid_encoding(c)


def check_valid_encoding(case: Any) -> None:
    data, value = read_hex(case["bytes"]), read_value(case["value"])
    expect("value", write_value(cbor.decode(data)), write_value(value))
    expect("bytes", cbor.encode(value), data)


def check_invalid_encoding(case: Any) -> None:
    try:
        cbor.decode(read_hex(case["bytes"]))
    except cbor.CborError as error:
        expect("code", error.code, case["code"])
        expect("offset", error.offset, case["offset"])
    else:
        raise Wrong("accepted")


# signatures.json


def signature_cases(file: Any) -> Iterator[Case]:
    for case in file:
        yield case["name"], lambda c=case: check_signature(c)


def check_signature(case: Any) -> None:
    message = read_hex(case["message"]) * case.get("repeat", 1)
    expect("valid", ed25519.verify(read_hex(case["publicKey"]), message, read_hex(case["signature"])), case["valid"])


# messages.json and invalid-messages.json


def message_cases(file: Any) -> Iterator[Case]:
    for case in file["messages"]:
        yield case["name"], lambda c=case: check_message(c)


def check_message(case: Any) -> None:
    seed, fields, data = read_hex(case["secretKey"]), read_fields(case["fields"]), read_hex(case["message"])
    expect("author", ed25519.public_key(seed).hex(), case["author"])
    expect("payload from fields", cbor.encode(fields), read_hex(case["payload"]))
    expect("message from fields", create(seed, fields), data)
    message = verify(data)
    expect("fields", write_fields(message.fields), write_fields(fields))
    expect("id", message.id.hex(), case["id"])
    expect("signed", signed_bytes(message.id), read_hex(case["signed"]))
    expect("signature", message.signature, read_hex(case["signature"]))
    expect("thread", message.thread.hex(), case["thread"])
    expect("threads", [thread.hex() for thread in message.threads], case["threads"])
    expect("effect", message.has_effect(), case["effect"])
    expect("retractable", message.retractable, case["retractable"])


def invalid_message_cases(file: Any) -> Iterator[Case]:
    for part in ("messages", "precedence"):
        for case in file[part]:
            yield f"{part}: {case['name']}", lambda c=case: check_invalid_message(c)


def check_invalid_message(case: Any) -> None:
    try:
        verify(read_hex(case["message"]))
    except Invalid as error:
        expect("stage", error.stage, case["stage"])
        expect("code", error.code, case["code"])
        if "offset" in case:
            expect("offset", error.offset, case["offset"])
    else:
        raise Wrong("accepted")


# merge.json and knowledge.json


def view_cases(file: Any) -> Iterator[Case]:
    for case in file["cases"]:
        yield f"{case['clause']}: {case['name']}", lambda c=case: check_views(file["authors"], c)


def check_views(authors: dict[str, str], case: Any) -> None:
    names = {**authors, **case.get("absent", {}), **{m["name"]: m["id"] for m in case["messages"]}}
    messages = [verify(read_hex(m["message"])) for m in case["messages"]]
    for message, written in zip(messages, case["messages"]):
        expect(f"id of {written['name']}", message.id.hex(), written["id"])
    messages += [verify(read_hex(again)) for again in case.get("again", ())]
    reader = read_reader(case.get("reader"), names)
    for order in (messages, messages[::-1], messages[::2] + messages + messages[1::2]):
        views = ViewsByName(Report(State(order, case["now"]), reader), names, messages)
        for view, wanted in case["views"].items():
            found = views.view(view, wanted)
            if found != wanted:
                raise Wrong(f"{view}: found {_short(found)}, wanted {_short(wanted)}")


def read_reader(written: Any, names: dict[str, str]) -> Reader:
    written = written or {}
    keys = {
        part: frozenset(bytes.fromhex(names[name]) for name in written.get(part, ()))
        for part in ("keys", "vouches", "blocked")
    }
    return Reader(**keys, depth=written.get("depth", 3))


class ViewsByName:
    """The views of a report that a case asks for, with names in place of hex."""

    BY_THREAD = ("threads", "chronological", "questions")
    BY_KEY = ("profiles", "people")
    BY_VERSION = ("stances", "corroborations")

    def __init__(self, report: Report, names: dict[str, str], messages: list[Message]):
        self.report = report
        self.hexes = names
        self.names = {hexed: name for name, hexed in names.items()}
        self.messages = {m.id: m for m in messages}

    def view(self, view: str, wanted: Any) -> Any:
        if view == "filtered":
            return [{"filter": w["filter"], "threads": self._named(self._filter(w["filter"]))} for w in wanted]
        method = getattr(self.report, "thread" if view == "threads" else "profile" if view == "profiles" else view)
        if view in self.BY_THREAD or view in self.BY_KEY:
            return {name: self._named(method(self._bytes(name))) for name in wanted}
        if view in self.BY_VERSION:
            return {name: self._named(method(self.messages[self._bytes(name)])) for name in wanted}
        return self._named(method())

    def _filter(self, given: dict[str, str]) -> list[str]:
        author = self._bytes(given["author"]) if "author" in given else None
        return self.report.filtered(given.get("space"), given.get("topic"), author)

    def _bytes(self, name: str) -> bytes:
        return bytes.fromhex(self.hexes[name])

    def _named(self, found: Any) -> Any:
        if isinstance(found, str):
            return self.names.get(found, found)
        if isinstance(found, list):
            return [self._named(item) for item in found]
        if isinstance(found, dict):
            return {key: self._named(value) for key, value in found.items()}
        return found


FILES: list[tuple[str, Callable[[Any], Iterator[Case]]]] = [
    ("encoding.json", encoding_cases),
    ("signatures.json", signature_cases),
    ("messages.json", message_cases),
    ("invalid-messages.json", invalid_message_cases),
    ("merge.json", view_cases),
    ("knowledge.json", view_cases),
    ("bundles.json", bundle_cases),
    ("proofs.json", proof_cases),
]


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    passed = failed = 0
    for name, cases in FILES:
        path = folder / name
        for title, check in cases(json.loads(path.read_text("utf-8"))):
            try:
                check()
                passed += 1
            except Exception as error:
                failed += 1
                print(f"{name}: {title}: {error if isinstance(error, Wrong) else repr(error)}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
