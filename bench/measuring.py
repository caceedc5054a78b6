"""Samples, the sizes of a run, and tables in Markdown."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from reports.enums import RENDERED_FORMATS, RenditionFormat


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured. `plans` are the plan sections of the published reports, about a page each."""

    query_rows: tuple[int, ...]
    rounds: int
    listed_sections: tuple[int, int]
    requests: int
    plans: tuple[int, ...]
    formats: tuple[RenditionFormat, ...]
    repeats: int
    warm_up: int
    """What is done before the first sample: each thread of each web process opens its connection once."""
    chain_seconds: float
    chain_writers: int
    desk_items: tuple[int, int]
    changed_paragraphs: tuple[int, int]
    open_deadlines: tuple[int, int]
    """All of them, and how many of them are due."""
    mails: int
    download_seconds: float


FULL = Sizes(
    query_rows=(1, 10, 100),
    rounds=60,
    listed_sections=(100, 10_000),
    requests=60,
    plans=(2, 148, 485),
    formats=RENDERED_FORMATS,
    repeats=7,
    warm_up=12,
    chain_seconds=3,
    chain_writers=8,
    desk_items=(100, 10_000),
    changed_paragraphs=(1, 200),
    open_deadlines=(1_000_000, 10_000),
    mails=500,
    download_seconds=5,
)
QUICK = Sizes(
    query_rows=(1, 3), rounds=3, listed_sections=(5, 40), requests=3, plans=(1,),
    formats=(RenditionFormat.PDF, RenditionFormat.JSON), repeats=2, warm_up=1,
    chain_seconds=0.2, chain_writers=2, desk_items=(2, 30), changed_paragraphs=(1, 5),
    open_deadlines=(400, 40), mails=5, download_seconds=0.2,
)  # fmt: skip


@dataclass(slots=True)
class Samples:
    """Times of one thing, in seconds."""

    seconds: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - started)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def milliseconds(self) -> str:
        """The median with the quartiles, which hold the middle half of the samples."""
        low, _middle, high = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return f"{self.median * 1000:.1f} ({low * 1000:.1f}–{high * 1000:.1f})"

    def ratio(self, baseline: "Samples") -> str:
        return f"{self.median / baseline.median:.1f} ×"

    def halves_ratio(self) -> float:
        """Every second sample against the others: what the machine alone makes of two equal things."""
        return statistics.median(self.seconds[::2]) / statistics.median(self.seconds[1::2])


def repeated(work: Callable[[], object], times: int) -> Samples:
    samples = Samples()
    for _time in range(times):
        with samples.timed():
            work()
    return samples


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """The first column is words, the others are figures and stand to the right."""
        widths = [max(len(row[n]) for row in (self.columns, *self.rows)) for n in range(len(self.columns))]
        rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        lines = [self._line(row, widths) for row in (self.columns, rule, *self.rows)]
        return "\n".join([f"## {self.title}", "", *lines, *(["", self.note] if self.note else [])])

    @staticmethod
    def _line(row: Sequence[str], widths: Sequence[int]) -> str:
        first, *others = (
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return f"| {' | '.join([first, *others])} |"
