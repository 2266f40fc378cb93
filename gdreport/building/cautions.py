"""What is surely a mistake in an experiment that makes a page all the same: a build warns of it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from gdreport.errors import ReportError
from gdreport.experiment import Experiment
from gdreport.figures.drawing import Drawing
from gdreport.files import list_matches
from gdreport.number_text import number_text
from gdreport.page.exhibits import find_assignment, find_line
from gdreport.page.render import Material, Page
from gdreport.page.table_html import Row
from gdreport.project import Pair
from gdreport.record.manifest import Probed

REMEDY = "\n  remedy: "
MOST_BYTES = 1_000_000  # of a figure with its data
MOST_ROWS = 1000  # of a table
LABEL = re.compile(r"axes (\d+) ([xy]): label ''")


def list_cautions(pair: Pair, experiment: Experiment, material: Material, page: Page, probed: Probed | None) -> Iterator[str]:
    """A line for each, with its place and what mends it."""
    found = [*_find_unused(pair, material, page), *_find_unlabelled(pair, material.drawings)]
    found += _find_unmatched(pair, experiment)
    found += [*_find_large(pair, material.drawings, material.tables), *_find_failed(pair, experiment, probed)]
    yield from (f"warning: {caution}" for caution in found)


def _find_unused(pair: Pair, material: Material, page: Page) -> Iterator[ReportError]:
    """Measures that the words do not read."""
    for name in material.measures:
        if name not in page.used:
            what = f"the measure {name!r} is used nowhere in the words"
            remedy = f"write {{{{ {name} | number }}}} or a condition of it in {pair.words}, or do not measure it"
            yield ReportError(what, file=pair.code, line=material.lines.get(name), remedy=remedy)


def _find_unmatched(pair: Pair, experiment: Experiment) -> Iterator[ReportError]:
    """What an experiment says that it reads, and is not there."""
    for pattern in experiment.reads:
        if not list_matches(pair.root, pattern):
            what, remedy = f"reads finds no file for {pattern!r}", "patterns lead down from the report's root; correct it"
            yield ReportError(what, file=pair.code, line=find_assignment(pair, "experiment"), remedy=remedy)


def _find_unlabelled(pair: Pair, drawings: Mapping[str, Drawing]) -> Iterator[ReportError]:
    """Axes that show numbers and do not say of what."""
    for name, drawing in drawings.items():
        sides = [match[2] for fact in drawing.style.artists if (match := LABEL.match(fact)) and _is_shown(drawing, match[1])]
        sides = [side for side in dict.fromkeys(sides) if sides.count(side) == _count_axes(drawing)]
        if sides:
            what = f"figure {name!r} does not say what its {' and '.join(sides)} axis shows"
            remedy = " and ".join(f'axes.set_{side}label("...")' for side in sides)
            yield ReportError(what, file=pair.code, line=find_line(pair, "figures", name), remedy=remedy)


def _is_shown(drawing: Drawing, axes: str) -> bool:
    return any(fact.startswith(f"axes {axes}: ") and ", axis True" in fact for fact in drawing.style.artists)


def _count_axes(drawing: Drawing) -> int:
    return sum(bool(re.match(r"axes \d+: ", fact)) and ", axis True" in fact for fact in drawing.style.artists)


def _find_large(pair: Pair, drawings: Mapping[str, Drawing], tables: Mapping[str, Sequence[Row]]) -> Iterator[ReportError]:
    """Figures and tables that are large to commit and slow to open."""
    for name, drawing in drawings.items():
        size = len(drawing.svg) + len(drawing.narrow) + len(drawing.csv)
        if size > MOST_BYTES:
            what = f"figure {name!r} has {number_text(size / 1e6, 2)} MB: every change of it is committed anew"
            remedy = "draw fewer points: every nth run, or a count of them"
            yield ReportError(what, file=pair.code, line=find_line(pair, "figures", name), remedy=remedy)
    for name, rows in tables.items():
        if len(rows) > MOST_ROWS:
            what = f"table {name!r} has {number_text(len(rows))} rows: nobody reads them"
            remedy = f"show some, as in runs_table(..., every={len(rows) // 100}), or draw them"
            yield ReportError(what, file=pair.code, line=find_line(pair, "tables", name), remedy=remedy)


def _find_failed(pair: Pair, experiment: Experiment, probed: Probed | None) -> Iterator[ReportError]:
    """The author's own variations that could not be run or measured; of the others a measure may make no sense."""
    failed = {} if probed is None else {name: why for name, why in probed.errors.items() if name in experiment.variations}
    for name, why in failed.items():
        line = find_line(pair, "variations", name)
        what = f"the variation {name!r} tests nothing: {why.partition(REMEDY)[0]}"
        yield ReportError(what, file=pair.code, line=line, remedy=f"mend it; or leave it out, variations={{{name!r}: 'why'}}")
