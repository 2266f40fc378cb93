"""The blocks ``{% finding CONDITION %}``, ``{% observe CONDITION %}`` and ``{% claim %}``, read from the author's words."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from gdreport.errors import ReportError
from gdreport.page.conditions import Condition, find_names, require_bond, require_comparable
from gdreport.page.marks import Marks, refuse_braces, without_markup
from gdreport.page.measures import is_array, refuse_array
from gdreport.page.verdicts import VERDICTS, Observation, find_false_print, judge_condition, require_value, to_plain, write_block
from gdreport.page.word_errors import hide_aside
from gdreport.project import Pair

ORDERINGS = ("lt", "le", "gt", "ge", "eq", "ne", "lessthan", "greaterthan", "equalto", "sameas", "==", "!=", "<", "<=", ">", ">=")
CONDITION = r"""(?:"[^"]*"|'[^']*'|[^"'%]|%(?!\}))*?"""
ABOUT = r"""\s*,?\s+about\s*=\s*("[^"]*"|'[^']*')$"""


@dataclass
class Judging:
    """What is measured, and the observations of one page: those that were written and those that were judged."""

    measures: Mapping[str, Any]  # and the results, which a condition may read too
    pair: Pair  # where they are measured
    marks: Marks
    observations: list[Observation] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    written: dict[tuple[str, int], str] = field(default_factory=dict)  # file and line -> condition
    tests: dict[tuple[str, int], Condition] = field(default_factory=dict)
    mistakes: list[ReportError] = field(default_factory=list)  # of observations that cannot be judged

    @contextmanager
    def keep(self, file: str, line: int) -> Iterator[None]:
        """Keep the mistake of the observation that begins there: the others are judged all the same."""
        try:
            yield
        except ReportError as mistake:
            self.mistakes.append(mistake.at(file, line))

    def find_unjudged(self) -> "tuple[str, int, str] | None":
        """The first observation that was written but never reached, such as one inside a false `if`."""
        judged = {(o.file, o.line) for o in self.observations}
        return next(((*at, condition) for at, condition in self.written.items() if at not in judged), None)


class Observe(Extension):
    """Jinja's way to add a block is a subclass. `environment.judging` collects what is judged."""

    tags = {"observe", "finding", "claim"}

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Keep the source, where `parse` finds the text of each condition."""
        self._judging.sources[filename or ""] = hide_aside(source)
        return source

    @property
    def _judging(self) -> Judging:
        judging: Judging = self.environment.judging  # type: ignore[attr-defined]
        return judging

    def parse(self, parser: Parser) -> nodes.Node:
        """The block as a call of `judge` with the condition's truth and the values in it."""
        token = next(parser.stream)
        file = parser.filename or ""
        claim = self._claim(parser, file, token.lineno) if token.value == "claim" else ("", "")
        if parser.stream.current.type == "block_end":
            remedy = f"write {{% {token.value} gap < 1e-4 %}}"
            raise ReportError(f"{{% {token.value} %}} has no condition", file=file, line=token.lineno, remedy=remedy)
        text = self._condition(file, token.value, token.lineno)
        condition = parser.parse_expression()
        about = self._about(parser, file, token.lineno)
        test = Condition(text, copy.deepcopy(condition), self.environment)
        before = len(self._judging.written)
        body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        if len(self._judging.written) > before:
            _, inner = list(self._judging.written)[before]
            what = f"a marked sentence begins before the one of line {token.lineno} ends"
            raise ReportError(what, file=file, line=inner, remedy=f"write {{% end{token.value} %}} before it")
        if (file, token.lineno) in self._judging.written:
            raise ReportError(
                "two observations begin on one line", file=file, line=token.lineno, remedy="give each a line of its own"
            )
        self._judging.written[file, token.lineno] = text
        _refuse_constant(condition, file, token.lineno, text)
        self._guard_operands(condition, text)
        names = sorted(find_names(condition))
        values = nodes.Dict([nodes.Pair(nodes.Const(n), nodes.Name(n, "load")) for n in names])
        self._judging.tests[file, token.lineno] = test
        place = [nodes.Const(v) for v in (token.value, file, token.lineno, claim, about)]
        return nodes.CallBlock(self.call_method("judge", [*place, condition, values]), [], [], body).set_lineno(token.lineno)

    def _about(self, parser: Parser, file: str, line: int) -> str:
        """What a condition is about, where its sentence does not say so."""
        parser.stream.skip_if("comma")  # which a test such as `x is even` needs before it
        if not parser.stream.skip_if("name:about"):
            return ""
        word = parser.parse_expression() if parser.stream.skip_if("assign") else None
        if not isinstance(word, nodes.Const) or not isinstance(word.value, str) or not word.value.strip():
            remedy = 'write about="the runs that diverge"'
            raise ReportError("about= of an observation cannot be read", file=file, line=line, remedy=remedy)
        refuse_braces("about=", word.value, file, line)
        return str(word.value)

    def _claim(self, parser: Parser, file: str, line: int) -> tuple[str, str]:
        """The claim's words and its expected verdict; what follows is the condition."""
        remedy = f'write {{% claim "..." expected="{VERDICTS[0]}" when=CONDITION %}}; a verdict is {", ".join(VERDICTS)}'
        words: list[str] = []
        for separator in ("", "expected", "when"):
            if separator and not (parser.stream.skip_if(f"name:{separator}") and parser.stream.skip_if("assign")):
                raise ReportError(f"the claim has no {separator}=", file=file, line=line, remedy=remedy)
            if separator != "when":
                word = parser.parse_expression()
                words.append(str(word.value) if isinstance(word, nodes.Const) else "")
        if not words[0].strip():
            raise ReportError("the claim's words cannot be read", file=file, line=line, remedy=remedy)
        if words[1] not in VERDICTS:
            raise ReportError(f"expected is {words[1]!r}", file=file, line=line, remedy=remedy)
        return words[0], words[1]

    def _condition(self, file: str, tag: str, line: int) -> str:
        rest = "\n".join(self._judging.sources[file].split("\n")[line - 1 :])
        before = r"\b.*?\bwhen\s*=" if tag == "claim" else r"\b"
        match = re.search(rf"\{{%[-+]?\s*{tag}{before}({CONDITION})[-+]?%\}}", rest, re.DOTALL)
        return re.sub(ABOUT, "", " ".join(match[1].split())) if match else ""

    def _guard_operands(self, condition: nodes.Expr, text: str) -> None:
        """Have every operand of a comparison looked at before it is compared."""
        for comparison in [condition] if isinstance(condition, nodes.Compare) else list(condition.find_all(nodes.Compare)):
            parts: list[nodes.Compare | nodes.Operand] = [comparison, *comparison.ops]
            for part in parts:
                named = find_names(part.expr)
                words = [nodes.Const(", ".join(sorted(named)) or "a value"), nodes.Const(text)]
                part.expr = self.call_method("there", [part.expr, *words])

    def there(self, value: Any, name: str, condition: str) -> Any:
        """An operand of a comparison, looked at before it is compared."""
        return require_value(value, name, condition)

    def judge(
        self,
        tag: str,
        file: str,
        line: int,
        claim: tuple[str, str],
        about: str,
        truth: Any,
        values: dict[str, Any],
        caller: Callable[[], str],
    ) -> str:
        """Record the verdict; the finding appears on top of the page, an observation where it stands."""
        judging, test, sentence, block = self._judging, self._judging.tests[file, line], caller().strip(), ""
        with judging.keep(file, line):
            measures = {name for name in judging.measures if name != "results"}
            measured = {n: v for n, v in values.items() if n in judging.measures}
            if is_array(truth) and (arrays := [n for n, v in measured.items() if is_array(v)]):
                raise refuse_array(judging.pair, arrays[0], measured[arrays[0]], f"the condition {test.text!r} of {file}:{line}")
            holds = judge_condition(test.text, truth, measured)
            plain = without_markup(judging.marks.fill_plain(sentence))
            printed = {value.name for value in judging.marks.read(sentence) if value.kind in {"number", "text"} and value.name}
            require_bond(test, printed, f"{claim[0]} {plain}" if plain else "", about, measures)
            require_comparable(test, printed, measures)
            observation = Observation(
                sentence,
                test,
                {n: to_plain(v) for n, v in measured.items()},
                holds,
                file,
                line,
                tag == "finding",
                *claim,
                about,
                tuple(test.compare(values)),
                find_false_print(test, values, judging.marks.read(sentence)) if holds else "",
            )
            judging.observations.append(observation)
            if tag != "finding":
                block = write_block(observation, len(judging.observations) - 1, judging.pair.name, judging.marks)
        return block


def _refuse_constant(condition: nodes.Expr, file: str, line: int, text: str) -> None:
    """Errors: ReportError for a condition, or a part of one, that holds whatever was measured."""
    for part in (condition, *condition.find_all(nodes.Expr)):
        if isinstance(part, nodes.Test) and part.name in ORDERINGS:
            what = f"the condition {text!r} compares by the test {part.name!r}"
            raise ReportError(what, file=file, line=line, remedy="write a comparison: its margin and what is printed are looked at")
        joined = isinstance(part, nodes.And | nodes.Or) and any(isinstance(x, nodes.Const) for x in (part.left, part.right))
        itself = isinstance(part, nodes.Compare) and any(operand.expr == part.expr for operand in part.ops)
        defined = isinstance(part, nodes.Test) and part.name in {"defined", "undefined", "none"}
        constant = isinstance(part, nodes.Compare) and not [*part.find_all(nodes.Name)]
        if joined or itself or defined or (constant and part is not condition):
            remedy = "compare a measure with something"
            raise ReportError(f"the condition {text!r} holds or fails whatever was measured", file=file, line=line, remedy=remedy)
