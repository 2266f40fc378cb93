"""The author's words: Jinja with the blocks, filters and checks of a report."""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, cast

import jinja2
from jinja2 import nodes
from markupsafe import Markup

from gdreport.author.reading import decode
from gdreport.errors import Gathering, ReportError, show
from gdreport.page.conditions import find_names, write_expression
from gdreport.page.marks import escape_words, refuse_braces, refuse_control_characters
from gdreport.page.number_filters import Ledger, write_cited, write_given, write_number, write_percent, write_text
from gdreport.page.observe_block import Judging, Observe
from gdreport.page.typed_numbers import find_typed
from gdreport.page.unknown import Asked, list_asked
from gdreport.project import Pair

CONFLICT = ("<<<<<<< ", ">>>>>>> ")
FORGED = re.compile(r"gd-(?:checked|observation|finding|verdict|given)|<data\b", re.IGNORECASE)
STATED: Mapping[str, Callable[..., str]] = {
    "number": write_number,
    "percent": write_percent,
    "given": write_given,
    "cited": write_cited,
}
REMEDY = (
    "measure it and write {{ name | number }}; a parameter as {{ 0.1 | given }}, a name as {{ 1847 | cited }}; "
    'or set typed_numbers = "warn" or "off" in [tool.gdreport]'
)

CODE = re.compile(r"(?<!`)`(\{\{[^`{}\n]*\}\})`(?!`)")  # a value alone in a code span, where Markdown reads no entity


class Words(jinja2.Environment):
    """Jinja's way to look at a template before it is compiled is a subclass.

    Each file of words is checked for typed numbers when it is read, included ones too, and each
    measure that goes through a format tells the format its name.

    What is written in the file is markup, a text in quotes that is printed as it stands included; every other
    text that is printed, from wherever it comes, is escaped.
    """

    judging: Judging
    ledger: Ledger  # the numbers that stand in the words
    typed_numbers: str  # "error", "warn" or "off"
    warnings: list[str]
    mistakes: list[ReportError]  # which keep no sentence from being judged
    asked: list[Asked]  # what the words ask for by name
    used: set[str]  # the names that the words read

    def compile(  # type: ignore[override]
        self, source: str | nodes.Template, name: str | None = None, filename: str | None = None, *rest: Any, **more: Any
    ) -> CodeType | str:
        """The template's code. Errors: ReportError for a measure that it sets, for markup that is not an author's."""
        if isinstance(source, str):
            place, text = filename or "", CODE.sub(r"<code>\1</code>", source)
            refuse_control_characters(text, "the words", place)
            gathering = Gathering()
            with gathering.keep():
                _refuse_forgeries(text, place)
            source = self.parse(text, name, filename)
            self.asked += list_asked(source, place)
            self.mistakes += self._check_numbers(text, source, place)
            with gathering.keep():
                self._name_measures(source, place)
                _refuse_values_in_captions(source, place)
            gathering.found += self.mistakes if gathering.found else []
            gathering.end()
            self._warn_of_missing(source, place)
            self.used |= {name.name for name in source.find_all(nodes.Name) if name.ctx == "load"}
            for output in source.find_all(nodes.Output):
                output.nodes = [self._print(node, place) for node in output.nodes]
            for joined in source.find_all(nodes.Concat):
                joined.nodes = [nodes.Call(nodes.EnvironmentAttribute("join"), joined.nodes, [], None, None)]
        code: CodeType | str = super().compile(source, name, filename, *rest, **more)
        return code

    def _print(self, node: nodes.Expr, place: str) -> nodes.Expr:
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return nodes.MarkSafe(node)
        if isinstance(node, nodes.CondExpr):
            node.expr1 = self._print(node.expr1, place)
            node.expr2 = None if node.expr2 is None else self._print(node.expr2, place)
        if isinstance(node, nodes.Name) and node.name in self.judging.measures:
            told = {"name": node.name, "place": (place, node.lineno)}
            keywords: list[Any] = [nodes.Keyword(key, nodes.Const(value)) for key, value in told.items()]
            return nodes.Filter(node, "text", [], keywords, None, None, lineno=node.lineno)
        return node

    @staticmethod
    def join(*parts: Any) -> str:
        """What `~` joins: text, unless a part is markup; then the others are escaped."""
        if any(hasattr(part, "__html__") for part in parts):
            return Markup("").join(_finalize(part) for part in parts)
        return "".join(map(str, parts))

    def _check_numbers(self, text: str, template: nodes.Template, place: str) -> list[ReportError]:
        if self.typed_numbers == "off":
            return []
        found = [
            ReportError(f"the number {typed.text} is typed in the words", file=place, line=typed.line, remedy=REMEDY)
            for typed in find_typed(text, template, self.ledger.told, self.judging.measures)
        ]
        if self.typed_numbers == "error":
            return found
        self.warnings += [f"warning: {mistake}" for mistake in found]
        return []

    def _warn_of_missing(self, template: nodes.Template, place: str) -> None:
        """Words that a page has only where a file is there, which it is not."""
        for include in template.find_all(nodes.Include):
            named = include.template.items if isinstance(include.template, nodes.List | nodes.Tuple) else [include.template]
            files = [str(n.value) for n in named if isinstance(n, nodes.Const)]
            if include.ignore_missing and files and not any(self._has_file(name) for name in files):
                what = f"there is no file {files[0]!r}: the words leave it out, since they say `ignore missing`"
                mistake = ReportError(what, file=place, line=include.lineno, remedy="write the file, or take the line away")
                self.warnings.append(f"warning: {mistake}")

    def _has_file(self, name: str) -> bool:
        assert self.loader is not None
        try:
            self.loader.get_source(self, name)
        except jinja2.TemplateNotFound:
            return False
        return True

    def _name_measures(self, template: nodes.Template, place: str) -> None:
        measures = self.judging.measures
        taken = [n if isinstance(n, str) else n[1] for i in template.find_all(nodes.FromImport) for n in i.names]
        taken += [i.target for i in template.find_all(nodes.Import)] + [m.name for m in template.find_all(nodes.Macro)]
        for name in [n for n in taken if n in measures]:
            what = f"the measure {name!r} is given another meaning in the words"
            raise ReportError(what, file=place, remedy="a measure keeps its value: import or call it otherwise")
        for node in template.find_all(nodes.Name):
            if node.ctx != "load" and node.name in measures:
                what = f"the measure {node.name!r} is set in the words"
                raise ReportError(what, file=place, line=node.lineno, remedy="a measure keeps its value: use another name")
        for format_ in template.find_all(nodes.Filter):
            if format_.name not in STATED:
                continue
            told = {"place": nodes.Const((place, format_.lineno))}
            inside = find_names(format_) & measures.keys()
            if inside and format_.name == "cited":
                what = f"the measure {min(inside)!r} is cited"
                raise ReportError(what, file=place, line=format_.lineno, remedy="what is measured is no name: {{ gap | number }}")
            if inside and format_.node is not None:
                told["name"] = nodes.Const(write_expression(format_.node))
            added: list[Any] = [nodes.Keyword(key, value) for key, value in told.items()]  # Jinja's annotation says Pair
            format_.kwargs.extend(added)


def _refuse_values_in_captions(template: nodes.Template, place: str) -> None:
    """Errors: ReportError for a caption in whose quotes a value is to stand. A text of the data may hold braces."""
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"figure", "table"}:
            for text in [c for c in call.find_all(nodes.Const) if isinstance(c.value, str)]:
                refuse_braces("the caption", text.value, place, text.lineno)


def _refuse_forgeries(text: str, place: str) -> None:
    """Errors: ReportError for markup by which a reader, or a check, knows what was measured and judged."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(CONFLICT):
            what = f"a merge left a conflict: {line[:40]}"
            raise ReportError(what, file=place, line=number, remedy="choose one of its two versions, and take its marks out")
        if match := FORGED.search(line):
            what = f"{match[0]!r} is typed in the words"
            raise ReportError(
                what, file=place, line=number, remedy="only what was measured or judged bears this markup: take it out"
            )


def _make_filter(name: str, write: Callable[..., str], ledger: Ledger) -> Callable[..., str]:
    """A filter under the name that an author calls it by, with the parameters that are an author's."""
    filter_: Any = partial(write, ledger)
    own = inspect.signature(write).parameters.values()
    filter_.__name__ = name
    filter_.__signature__ = inspect.Signature([p for p in own if p.name not in ("ledger", "name", "place")])
    return cast("Callable[..., str]", filter_)


def make_words(pair: Pair, judging: Judging, told: Mapping[float, str]) -> Words:
    """The environment in which the words of a page are rendered."""
    words = Words(
        loader=_Places(pair),
        undefined=jinja2.StrictUndefined,
        extensions=[Observe],
        autoescape=True,
        finalize=_finalize,
    )
    ledger = Ledger(judging.marks, told, pair)
    words.filters.update({name: _make_filter(name, write, ledger) for name, write in STATED.items()})
    del words.filters["random"], words.globals["lipsum"]  # what differs from one build to the next
    words.filters.update({"text": partial(write_text, ledger), **dict.fromkeys(("e", "escape", "forceescape"), _finalize)})
    words.judging, words.ledger, words.typed_numbers, words.warnings = judging, ledger, pair.typed_numbers, []
    words.mistakes, words.asked, words.used = [], [], set()
    return words


class _Places(jinja2.FileSystemLoader):
    """Templates that know their place below the report's root: errors and observations name it."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(pair.path(pair.words).parent, encoding="utf-8-sig")
        self.root = pair.root

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        try:
            source, filename, current = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            (folder,) = self.searchpath
            decode(error.object, (Path(folder) / template).relative_to(self.root).as_posix())
            raise
        return source, Path(filename).relative_to(self.root).as_posix(), current


def _finalize(value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return Markup(escape_words(value))  # noqa: S704 - escaped
    raise ReportError(f"{show(value)} is printed as it is", remedy="numbers go through a format: {{ gap | number }}")
