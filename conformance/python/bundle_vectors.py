"""The vectors of bundles (12.8), and of messages that a checkpoint proves (12.10)."""

from __future__ import annotations

from typing import Any, Iterator

from budkavle import cbor
from budkavle.bundle import Attachment, Bundle, Refused, read_bundle
from budkavle.files import Item, read_file
from budkavle.notation import read_fields, read_hex
from budkavle.proofs import asked_for
from budkavle.section import Outcome
from budkavle.verify import verify
from vector_kit import Case, Wrong, expect


def bundle_cases(file: Any) -> Iterator[Case]:
    known = {message["name"]: read_hex(message["message"]) for message in file["messages"]}
    for message in file["messages"]:
        yield f"messages: {message['name']}", lambda m=message: check_bundle_message(m)
    checks = {
        "bundles": check_bundle,
        "readable": check_readable,
        "refused": check_refused,
        "damaged": check_readable,
        "files": check_file,
    }
    for part, check in checks.items():
        for case in file[part]:
            yield f"{part}: {case['name']}", lambda check=check, c=case: check(known, c)


def check_bundle_message(written: Any) -> None:
    expect("id", verify(read_hex(written["message"])).id.hex(), written["id"])


def check_bundle(known: dict[str, bytes], case: Any) -> None:
    """What a reader finds is what a writer wrote, and nothing is wrong with it."""
    check_readable(known, case)
    data = read_hex(case["bundle"])
    bundle = read_bundle(data)
    expect("hash", bundle.hash, read_hex(case["hash"]))
    expect("length", bundle.length, len(data))
    expect("number of sections", len(bundle.sections), len(case["sections"]))
    for index, (found, wanted) in enumerate(zip(bundle.sections, case["sections"])):
        for name in [*found, *(name for name in wanted if name not in found)]:
            if name not in found or name not in wanted:
                if name in SECTION_FIELDS:
                    raise Wrong(f"{name} of section {index}: only in {'what is found' if name in found else 'the vector'}")
                continue
            read = wanted[name] if isinstance(wanted[name], int) else read_hex(wanted[name])
            expect(f"{name} of section {index}", found[name], read)
    for found, wanted in zip(bundle.attachments, case.get("attachments", ())):
        expect("attachment", found.data, read_hex(wanted["bytes"]))


SECTION_FIELDS = ("type", "body", "flags", "count", "structure", "bits", "values", "text", "raw", "signatures")
"""Those that a section of a vector has, by its type. It may have others, which are compared if they are known here."""


def check_readable(known: dict[str, bytes], case: Any) -> None:
    """Readable and damaged ones: every item is delivered or has its code."""
    bundle = read_bundle(read_hex(case["bundle"]))
    expect("code of the whole", bundle.code, case.get("code"))
    check_items(known, bundle, case)
    skipped = [{"type": part.type, "length": part.length} for part in bundle.skipped]
    expect("skipped", skipped, case.get("skipped", []))


def check_items(known: dict[str, bytes], bundle: Bundle, wanted: Any) -> None:
    """Messages and attachments, in their order."""
    expect("messages", [_message_item(known, m) for m in bundle.messages], [_wanted(m) for m in wanted.get("messages", [])])
    for found, name in zip(bundle.messages, wanted.get("messages", [])):
        if isinstance(name, str) and found.signature is not None:
            expect(f"bytes of {name}", found.bytes, known[name])
    attachments = [_attachment_item(found) for found in bundle.attachments]
    expect("attachments", attachments, [_wanted(a) for a in wanted.get("attachments", [])])


def _message_item(known: dict[str, bytes], found: Outcome) -> Any:
    """Its name, by its payload, or its code."""
    if found.code is not None:
        return {"code": found.code}
    names = [name for name, data in known.items() if data[:-64] == found.payload]
    return names[0] if names else f"unknown: {found.bytes.hex()}"


def _attachment_item(found: Attachment) -> Any:
    digest = {} if found.hash is None else {"hash": found.hash.hex()}
    return {**digest, "code": found.code} if found.code is not None else found.hash.hex()  # type: ignore[union-attr]


def _wanted(written: Any) -> Any:
    """What a vector says of an item, without what is there for people."""
    if isinstance(written, str):
        return written
    item = {name: written[name] for name in ("hash", "code") if name in written}
    return item if "code" in item else item["hash"]


def check_refused(known: dict[str, bytes], case: Any) -> None:
    try:
        read_bundle(read_hex(case["bundle"]))
    except Refused as error:
        expect("code", error.code, case["code"])
    else:
        raise Wrong("accepted")


def check_file(known: dict[str, bytes], case: Any) -> None:
    items = read_file(read_hex(case["file"]))
    expect("places", [_place(item) for item in items], [_wanted_place(item) for item in case["items"]])
    for found, wanted in zip(items, case["items"]):
        if found.bundle is not None:
            check_items(known, found.bundle, wanted)
        if "message" in wanted:
            expect("message", found.bytes, known[wanted["message"]])


def _place(item: Item) -> list[Any]:
    return [item.type, item.offset, item.length, item.code]


def _wanted_place(item: Any) -> list[Any]:
    return [item["type"], item["offset"], item["length"], item.get("code")]


def proof_cases(file: Any) -> Iterator[Case]:
    for case in file["walks"]:
        yield f"walks: {case['name']}", lambda c=case: check_walk(c)
    known = {message["name"]: read_hex(message["message"]) for message in file["messages"]}
    for message in file["messages"]:
        yield f"messages: {message['name']}", lambda m=message: check_bundle_message(m)
    for series in file["series"]:
        known.update(_series(series))
    for part, check in {"bundles": check_bundle, "readable": check_readable, "damaged": check_readable}.items():
        for case in file[part]:
            yield f"{part}: {case['name']}", lambda check=check, c=case: check(known, c)


def check_walk(case: Any) -> None:
    seqs = [seq for first, last in case["leaves"] for seq in range(first, last + 1)]
    expect("asked", [list(subtree) for subtree in asked_for(case["size"], seqs)], case["asked"])


def _series(series: Any) -> Iterator[tuple[str, bytes]]:
    """Messages without a signature: 64 zeros stand for it."""
    for k in range(1, series["count"] + 1):
        fields = read_fields({**series["fields"], "author": series["author"], "seq": k, "time": k})
        yield f"{series['name']} {k}", cbor.encode(fields) + bytes(64)
