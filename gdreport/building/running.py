"""The process of an experiment, or of a notebook, as the command sees it: begun, listened to, ended."""

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from gdreport.building.made import Made, MadeOfBook
from gdreport.building.printed import Printed
from gdreport.building.process import Job, Wires, describe_delay, kill_group, work
from gdreport.building.progress import Progress
from gdreport.errors import ReportError

GRACE = 2.0  # seconds in which a process that is late may still say where it is
CHUNK, MOST_CHUNKS = 1 << 16, 64  # bytes read at once; of what outlives its process no more is waited for


@dataclass(frozen=True)
class Outcome:
    """What became of an experiment or a notebook: its page, or the mistake."""

    job: Job
    made: Made | MadeOfBook | ReportError
    seconds: float


@dataclass(eq=False)
class Running:
    """An experiment or a notebook at work."""

    job: Job
    process: Any  # of the context's class
    result: Connection
    streams: dict[Connection, tuple[str, Printed]]  # its standard output to `say`, its standard error to `warn`
    seconds: float | None  # the limit
    begun: float = field(default_factory=monotonic)
    step: str = ""

    def list_signs(self) -> list[Any]:
        """What there is to wait for: a result, something printed, the end of a process even where a child of its own lives on."""
        return [self.result, self.process.sentinel, *self.streams]

    def describe(self) -> str:
        """What it is at, in words."""
        said = next((p.passing for _, p in self.streams.values() if p.passing.strip()), "")
        return ": ".join(filter(None, [self.job.name, self.step, said]))

    def listen(self, progress: Progress) -> Outcome | None:
        """Pass on what it has printed and note the step; its outcome, once there is one."""
        is_over = not self.process.is_alive()  # asked first: what it sent before its end is there then
        self._pass_on(progress, 1)
        made: Made | MadeOfBook | ReportError | None = None
        seconds = 0.0
        try:
            while made is None and self.result.poll():
                message = self.result.recv()
                if isinstance(message, str):
                    self.step = message
                else:
                    result, seconds = message
                    made = pickle.loads(result)  # noqa: S301 - our own, of classes of ours
        except (EOFError, OSError):
            is_over = True
            self.process.join(GRACE)
        except Exception as error:  # noqa: BLE001 - whatever an author's code has written into the pipe
            made = ReportError(f"its result cannot be read: {type(error).__name__}: {error}", file=self.job.code)
        if made is None and is_over:
            made = _describe_death(self.job, self.process.exitcode)
        if made is None and self.seconds is not None and monotonic() - self.begun > self.seconds + GRACE:
            made = describe_delay(self.job, self.seconds, self.step).at(self.job.code)
        if made is None:
            return None
        self.end()
        self._pass_on(progress, MOST_CHUNKS)
        self._hang_up()
        return Outcome(self.job, made, seconds)

    def _pass_on(self, progress: Progress, chunks: int) -> None:
        """Say what was printed, line by line, with the experiment's name."""
        for stream, (how, printed) in [*self.streams.items()]:
            say = getattr(progress, how)
            for content in _read(stream, chunks):
                for line in printed.take(content) if content else printed.end():
                    say(f"{self.job.name}: {line}")
                if not content:  # its end
                    del self.streams[stream]
                    stream.close()

    def close(self) -> None:
        """End it, and hear nothing more of it."""
        self.end()
        self._hang_up()

    def _hang_up(self) -> None:
        for stream in (self.result, *self.streams):  # the latter where something that has left its group holds them
            stream.close()

    def end(self) -> None:
        """End it, and what it started."""
        kill_group(self.process.pid)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def start(context: Any, job: Job, seconds: float | None, options: dict[str, Any], *, is_terminal: bool) -> Running:
    """Start its process."""
    pipes = [context.Pipe(duplex=False) for _ in range(3)]
    wires = Wires(pipes[0][1], pipes[1][1], pipes[2][1], is_terminal)
    process = context.Process(target=work, args=(wires, job, seconds, options), daemon=False)
    process.start()
    wires.close()
    result, *printed = (receiving for receiving, _ in pipes)
    ways = () if sys.platform == "win32" else ("say", "warn")  # there nothing is written to them, and nothing could be read
    streams = {stream: (how, Printed()) for stream, how in zip(printed, ways, strict=False)}
    return Running(job, process, result, streams, seconds)


def _read(stream: Connection, chunks: int) -> Iterator[bytes]:
    with contextlib.suppress(OSError):
        while chunks and stream.poll():
            content = os.read(stream.fileno(), CHUNK)
            yield content
            chunks = chunks - 1 if content else 0


def _describe_death(job: Job, code: int | None) -> ReportError:
    """Its process ended before the page was made, or can no longer say anything."""
    if code is None:
        return ReportError("its process closed all files, gdreport's too", file=job.code, remedy="close what its code has opened")
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        remedy = "it may have needed more memory than there is; try --jobs 1" if name == "SIGKILL" else "see what its code calls"
        return ReportError(f"its process was ended by {name}", file=job.code, remedy=remedy)
    what = f"its process ended with status {code} before the page was made"
    return ReportError(what, file=job.code, remedy="see what its code calls: os._exit, perhaps")
