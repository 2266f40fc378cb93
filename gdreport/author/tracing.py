"""A run's questions from its beginning to its end, as the inputs of its page."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from gdreport.author.data_files import explain_data
from gdreport.author.finder import see_modules, watch_imports
from gdreport.author.hooks import list_unseen_readers, list_used_modules, watch
from gdreport.author.trace import Trace
from gdreport.errors import ReportError
from gdreport.files import list_matches
from gdreport.inputs.digests import digest_package
from gdreport.inputs.inputs import Inputs, ask_again
from gdreport.inputs.libraries import find_distributions, list_imported, list_required, read_versions
from gdreport.inputs.questions import ask_pattern
from gdreport.project import Pair


@dataclass(frozen=True)
class Traced:
    """What a run asked, once it is over."""

    inputs: Inputs
    lines: dict[str, str]
    texts: dict[str, bytes]  # the pair as it was read
    unwatched: tuple[str, ...]
    moved: tuple[str, ...]  # what changed while it ran


@dataclass
class Tracing:
    """A run under way."""

    trace: Trace
    loaded: set[str]  # the modules that were there before
    patterns: dict[str, str] = field(default_factory=dict)
    libraries: set[str] = field(default_factory=set)  # that an earlier run imported, whose results are taken

    def recall(self, asked: Inputs, unwatched: Iterable[str]) -> None:
        """What an earlier run asked, whose results are taken: as if this one had asked it."""
        self.trace.recall(asked, unwatched)
        self.libraries |= asked.versions.keys()

    def declare(self, patterns: Sequence[str]) -> None:
        """Digest what the experiment says that it reads, before it does."""
        root = self.trace.pair.root
        for pattern in patterns:
            self.patterns[pattern] = ask_pattern(root, pattern)
            for place in list_matches(root, pattern):
                self.trace.see_file(str(root / place))

    @contextmanager
    def tell_of_mistakes(self) -> Iterator[None]:
        """A mistake says what had been asked by then: only another answer can mend it; and where in what was read it stands."""
        try:
            yield
        except ReportError as mistake:
            with suppress(Exception):  # whatever state the mistake has left: it is what is to be told
                mistake.asked = self.end().inputs
                self._name_data(mistake)
            raise

    def _name_data(self, mistake: ReportError) -> None:
        """A mistake whose cause stands in a file that was read names it."""
        cause = mistake.__cause__
        while isinstance(cause, ReportError):
            cause = cause.__cause__
        found = cause and explain_data(cause, self.trace.pair.root, self.trace.files)
        if found:
            mistake.what, mistake.remedy = found

    def end(self) -> Traced:
        """All that was asked, and what is answered otherwise now."""
        trace, pair = self.trace, self.trace.pair
        inputs = self.list_asked()
        trace.is_over = True
        moved = trace.list_moved(ask_again(pair.root, inputs, pair.settings))
        unwatched = tuple(sorted(self.list_unwatched()))
        return Traced(inputs, dict(sorted(trace.lines.items())), trace.texts, unwatched, tuple(moved))

    def list_unwatched(self) -> set[str]:
        """What was used up to now and nobody can watch, in words."""
        unseen = () if self.patterns else list_unseen_readers(self.loaded, self.trace.pair.root)
        return {*self.trace.unwatched, *unseen}

    def list_asked(self) -> Inputs:
        """All that was asked up to now."""
        trace = self.trace
        see_modules(trace)
        return Inputs(
            files=dict(sorted(trace.files.items())),
            versions=read_versions(self._find_libraries() | self.libraries),
            package=digest_package(),
            folders=dict(sorted(trace.folders.items())),
            patterns=dict(sorted(self.patterns.items())),
            imports={folder: dict(sorted(names.items())) for folder, names in sorted(trace.imports.items())},
            environment=dict(sorted(trace.environment.items())),
            settings=trace.pair.settings,
        )

    def _find_libraries(self) -> set[str]:
        """What the run imported; and of what was there before, what gdreport needs: more of it hangs on what else is installed."""
        root = self.trace.pair.root
        used = list_used_modules(root)
        engine = {name.partition(".")[0] for name in self.trace.engine} - self.loaded - used
        imported = [name for name in list_imported(str(root)) if name not in engine]
        before = find_distributions(name for name in imported if name in self.loaded)
        return (before & list_required() or before) | find_distributions(name for name in imported if name not in self.loaded)


def begin_trace(pair: Pair, apart: set[str]) -> Tracing:
    """Note from now on what this process asks; it cannot be undone. Modules `apart` are there for something else than the page."""
    tracing = Tracing(Trace(pair, engine=set(apart)), set(sys.modules) - apart)
    watch(tracing.trace)
    watch_imports(tracing.trace)
    return tracing
