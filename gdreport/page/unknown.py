"""What the words ask for by name and nobody made: all of it at once, though a template stops at the first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE

from gdreport.errors import ReportError, suggest
from gdreport.page.conditions import find_names

JINJA = frozenset({"loop", "caller", "self", "super", "varargs", "kwargs"})
OWN = ("results", "experiment", "figure", "table")  # names of the words that are no numbers


@dataclass(frozen=True)
class Asked:
    """A name that words ask for: a number, or by `figure` or `table` an exhibit."""

    kind: str
    name: str
    file: str
    line: int


def list_asked(template: nodes.Template, file: str) -> Iterator[Asked]:
    """The names that a file of words does not set itself, where they stand first."""
    # Not by jinja2.meta, which evaluates what is constant: a number would be written twice.
    names = [*template.find_all(nodes.Name)]
    own = {n.name for n in names if n.ctx != "load"} | {m.name for m in template.find_all(nodes.Macro)} | JINJA
    own |= {i.target for i in template.find_all(nodes.Import)}
    own |= {n if isinstance(n, str) else n[1] for i in template.find_all(nodes.FromImport) for n in i.names}
    maybe: list[nodes.Expr] = [t for t in template.find_all(nodes.Test) if t.name in {"defined", "undefined"}]
    maybe += [f for f in template.find_all(nodes.Filter) if f.name in {"default", "d"}]
    own |= {name for node in maybe for name in find_names(node)}
    for name in sorted({n.name for n in names} - own):
        yield Asked("number", name, file, min(n.lineno for n in names if n.name == name))
    for call in template.find_all(nodes.Call):
        first = call.args[0] if call.args else None
        if isinstance(call.node, nodes.Name) and call.node.name in {"figure", "table"} and isinstance(first, nodes.Const):
            yield Asked(call.node.name, f"{first.value}", file, call.lineno)


def find_unknown(asked: Sequence[Asked], known: Mapping[str, Iterable[str]], besides: set[str]) -> list[ReportError]:
    """A mistake for each name of a kind that is not known; but for the numbers `besides`, which have one already."""
    made = {kind: list(names) for kind, names in known.items()}
    return [
        name_unknown(one.kind, one.name, made[one.kind]).at(one.file, one.line)
        for one in {(a.kind, a.name): a for a in reversed(asked)}.values()
        if one.name not in made[one.kind] and not (one.kind == "number" and one.name in {*besides, *OWN})
    ][::-1]


def name_unknown(kind: str, name: str, made: Sequence[str]) -> ReportError:
    """The mistake of words that ask for what is not made."""
    known = [n for n in made if n not in OWN and n not in DEFAULT_NAMESPACE]
    remedy = suggest(name, known) if known or kind != "number" else "return it from measures(results) in the experiment"
    return ReportError(f"unknown {kind} {name!r}", remedy=remedy)
