"""The records that machines read: the manifest of a page, and the answer of a check."""

import json
from typing import Any

from helpers import ROOT

from documentation.source_comments import list_fields
from documentation.writing import read_prose, write_head, write_table
from gdreport.inputs.inputs import Inputs
from gdreport.record.manifest import FORMAT, Drawn, Exact, Facts, Manifest, Number, Probed, Sentence, Tolerance

SCHEMA = ROOT / "docs/reference/check.schema.json"
PARTS = {Inputs: "inputs", Facts: "page", Sentence: "page.finding, page.observations", Number: "page.numbers", Probed: "probed"}
PARTS |= {Tolerance: "tolerance", Exact: "exact", Drawn: "drawings"}


def write_manifest() -> str:
    """The page of the manifest."""
    parts = [write_head("The manifest", "What stands in the manifest of a page.", "the classes that are written")]
    parts += [read_prose("manifest").replace("FORMAT", str(FORMAT))]
    parts += ["## The whole", _write_fields(Manifest)]
    for kind, place in PARTS.items():
        parts += [f"## {place}", (kind.__doc__ or "").split("\n")[0], _write_fields(kind)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _write_fields(kind: type) -> str:
    rows = [(f"`{f.name}`", f"`{f.type}`", f.comment) for f in list_fields(kind)]
    assert all(comment for *_, comment in rows), f"a field of {kind.__name__} has no comment"
    return write_table(("key", "type", "what it is"), rows)


def write_answer() -> str:
    """The page of the answer."""
    schema = json.loads(SCHEMA.read_text())
    parts = [
        write_head("The answer of a check", "The JSON that gdreport check writes.", "check.schema.json"),
        read_prose("check-json"),
    ]
    parts += ["## The whole", _write_properties(schema)]
    for name, part in schema["$defs"].items():
        parts += [f"## {name.capitalize()}", part["description"], _write_properties(part)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _write_properties(schema: dict[str, Any]) -> str:
    rows = [(f"`{name}`", _write_type(part), part["description"]) for name, part in schema["properties"].items()]
    return write_table(("key", "type", "what it is"), rows)


def _write_type(part: dict[str, Any]) -> str:
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if "items" in part:
        return f"list of {part['items']['$ref'].rpartition('/')[2]}"
    kind = part.get("type", part.get("const"))
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
