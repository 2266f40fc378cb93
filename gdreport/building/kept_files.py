"""Results as bytes and back, bit for bit: a head in JSON, and the arrays one after the other.

No pickle: a file that somebody puts there is data and nothing else.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray

from gdreport.building.kept_folder import read_kept, write_kept

LARGEST = 128 << 20  # bytes of one entry: what is larger is not kept
HEAD = 8  # bytes: how long the head is
KINDS = "biufcUSmM"  # of arrays that are nothing but their bytes


@dataclass(frozen=True)
class Entry:
    """Results by name, and what is to be known of them, as JSON has it."""

    results: Mapping[str, xarray.Dataset] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_entry(root: Path, key: str) -> Entry | None:
    """The entry of a key; None where there is none, or a damaged one."""
    content = read_kept(root, key)
    return None if content is None else _decode(content)


def write_entry(root: Path, key: str, entry: Entry) -> None:
    """Keep an entry; not where it is too large, or not every bit of it would come back."""
    if sum(data.nbytes for data in entry.results.values()) <= LARGEST:
        content = _encode(entry)
        if content is not None:
            write_kept(root, key, content)


def _encode(entry: Entry) -> bytes | None:
    if not all(map(_is_plain_data, entry.results.values())):
        return None
    described = {name: _describe(data) for name, data in entry.results.items()}
    head = json.dumps({"facts": entry.facts, "results": described}).encode()
    parts = [np.ascontiguousarray(v.values).tobytes() for data in entry.results.values() for v in data.variables.values()]
    content = b"".join([len(head).to_bytes(HEAD, "little"), head, *parts])
    again = _decode(content).results
    return content if all(_is_same(data, again[name]) for name, data in entry.results.items()) else None


def _decode(content: bytes) -> Entry:
    place = HEAD + int.from_bytes(content[:HEAD], "little")
    head = json.loads(content[HEAD:place])
    results = {}
    for name, about in head["results"].items():
        variables = {}
        for what, dims, dtype, shape, attrs in about["variables"]:
            array = np.ndarray(shape, np.dtype(dtype), content, place) if 0 not in shape else np.empty(shape, dtype)
            place += array.nbytes
            variables[what] = xarray.Variable(dims, array.copy(), attrs)
        coords = {what: variables.pop(what) for what in about["coords"]}
        results[name] = xarray.Dataset(variables, coords, about["attrs"])
        for variable in results[name].variables.values():
            if isinstance(variable.data, np.ndarray):
                variable.data.setflags(write=False)
    return Entry(results, head["facts"])


def _describe(data: xarray.Dataset) -> dict[str, Any]:
    found = [(name, v.dims, v.dtype.str, v.shape, v.attrs) for name, v in data.variables.items()]
    return {"variables": found, "coords": list(data.coords), "attrs": data.attrs}


def _is_plain_data(data: xarray.Dataset) -> bool:
    """Whether a Dataset is nothing but names, arrays of numbers or texts, and attributes as JSON has them."""
    arrays = all(isinstance(v.values, np.ndarray) and v.dtype.kind in KINDS for v in data.variables.values())
    names = all(isinstance(n, str) for n in (*data.variables, *data.sizes))
    return arrays and names and all(_is_json(attrs) for attrs in (data.attrs, *(v.attrs for v in data.variables.values())))


def _is_json(value: object) -> bool:
    """Whether JSON gives back the same value, of the same types."""
    if type(value) is dict:
        return all(type(key) is str and _is_json(v) for key, v in value.items())
    return all(map(_is_json, value)) if type(value) is list else type(value) in (str, int, float, bool, type(None))


def _is_same(one: xarray.Dataset, other: xarray.Dataset) -> bool:
    """Whether two Datasets are told apart by nothing that reads them: names in their order, indexes, bits, attributes."""
    return all(a == b for a, b in zip(_list_facts(one), _list_facts(other), strict=True))


def _list_facts(data: xarray.Dataset) -> Iterator[Any]:
    yield from (list(data.data_vars), list(data.coords), list(data.sizes.items()), data.attrs)
    yield {name: type(index) for name, index in data.xindexes.items()}
    yield {name: (v.dims, v.dtype, v.shape, repr(v.attrs), np.asarray(v.values).tobytes()) for name, v in data.variables.items()}
