"""The notations of 12.1 and 12.2: hex, values, and fields by name."""

from __future__ import annotations

from typing import Any

from . import schema as s
from .cbor import Value


def read_hex(written: Any) -> bytes:
    """Hex: a string, or a list of pieces, each a string or { repeat, times } (12.1)."""
    if isinstance(written, str):
        return bytes.fromhex(written)
    if isinstance(written, dict):
        return bytes.fromhex(written["repeat"]) * written["times"]
    return b"".join(read_hex(piece) for piece in written)


def read_value(written: Any) -> Value:
    """A value of section 2 from its notation (12.2)."""
    if isinstance(written, list):
        return [read_value(item) for item in written]
    if isinstance(written, dict):
        if "map" in written:
            return {key: read_value(value) for key, value in written["map"]}
        times = written.get("times", 1)
        if "text" in written:
            return written["text"] * times
        return read_hex(written["bytes"]) * times
    return written


def write_value(value: Value) -> Any:
    """The notation of a value (12.2), without `times`."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, list):
        return [write_value(item) for item in value]
    if isinstance(value, dict):
        return {"map": [[key, write_value(inner)] for key, inner in value.items()]}
    return value


def read_fields(written: dict[str, Any], spec: s.Entries = s.PAYLOAD) -> dict[int, Value]:
    """The map of fields that are given by name (12.2)."""
    keys = {name: key for key, name in spec.names.items()}
    entries: dict[int, Value] = {}
    for name, value in written.items():
        if name in keys:
            entries[keys[name]] = _read_field(spec.fields[keys[name]], value)
        else:
            entries[int(name)] = read_value(value)
    return dict(sorted(entries.items()))


def _read_field(spec: s.Spec, written: Any) -> Value:
    if isinstance(spec, s.Bytes):
        if isinstance(written, dict) and "bytes" in written:
            return read_value(written)
        return read_hex(written)
    if isinstance(spec, s.Items):
        return [_read_field(spec.item, item) for item in written]
    if isinstance(spec, s.Entries):
        return read_fields(written, spec)
    return read_value(written)


def write_fields(entries: dict[int, Value], spec: s.Entries = s.PAYLOAD) -> dict[str, Any]:
    """Fields by name; unknown keys by their decimal number (12.2)."""
    return {
        spec.names.get(key, str(key)): _write_field(spec.fields[key], value) if key in spec.fields else write_value(value)
        for key, value in entries.items()
    }


def _write_field(spec: s.Spec, value: Any) -> Any:
    if isinstance(spec, s.Bytes):
        return value.hex()
    if isinstance(spec, s.Items):
        return [_write_field(spec.item, item) for item in value]
    if isinstance(spec, s.Entries):
        return write_fields(value, spec)
    return write_value(value)
