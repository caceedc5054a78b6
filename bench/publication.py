"""Publishing a short and a long report, stage by stage, against the bare compilation of its PDF."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from bench import publishing, scenes
from bench.measuring import Samples, Sizes, Table
from bench.rendering import BARE
from config.env import BASE_DIR, for_child
from reports.content.codec import document_from_json
from reports.enums import RenditionFormat
from reports.models import Report
from reports.renderers import render
from tests.factories.office import make_office

WORDS = {
    publishing.ASSEMBLE: "assemble the document",
    publishing.CHECK: "check the whole report",
    publishing.SEND_UP: "send up (assemble, check)",
    publishing.APPROVE: "approve (assemble, check)",
    publishing.PUBLISH: "publish (assemble, edition)",
    publishing.STORE: "store all files, write the manifest",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """`peak` in MB: of the process, or of its largest child where that is more."""

    name: str
    samples: Samples
    peak: float
    size: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """One report: how long it is, and what each of its files cost beside the bare compilation."""

    pages: int
    bare: Stage
    files: list[Stage]
    table: Table


def publication_tables(sizes: Sizes) -> list[Table]:
    """A table for each length, and how the cost of a page changes with the length."""
    found = [_measured(plans, sizes.repeats, sizes.formats) for plans in sizes.plans]
    return [*(each.table for each in found), _growth(found)]


def _growth(found: list[Measured]) -> Table:
    """Milliseconds a page: where they do not rise, the time is linear in the report's length."""
    rows = [
        (
            stages[0].name,
            *(f"{stage.samples.median * 1000 / each.pages:.2f}" for each, stage in zip(found, stages, strict=True)),
        )
        for stages in zip(*([each.bare, *each.files] for each in found), strict=True)
    ]
    columns = ("ms a page", *(f"{each.pages} pages" for each in found))
    return Table("A page's cost by the report's length", columns, rows, "Median time divided by the pages of the PDF.")


def _measured(plans: int, repeats: int, formats: tuple[RenditionFormat, ...]) -> Measured:
    report = _signed_off(plans)
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "document.json"
        moves = _moves(report, document, repeats)
        bare = _compiled(document, repeats)
        files = [_rendered(name.value, document, repeats) for name in formats]
        pages = _pages(document)
    total = _sum([*moves[-2:], *files])
    rows = [_row(stage, bare) for stage in (bare, *moves[:-1], *files, moves[-1])]
    rows.append(("publish, render, store: one after the other", f"{total * 1000:.0f}", _times(total, bare), "", ""))
    columns = ("stage", "wall, ms", "to bare typst", "peak, MB", "file, kB")
    note = (
        f"Median (quartiles) of {repeats}. Bare typst is the same template, data, faces and standards compiled in a "
        "process that is already there. Peak is of a process of its own (interpreter, libraries and document "
        "included), or of the compiler's where that is larger. Moves are timed without their COMMIT."
    )
    table = Table(f"Publishing {pages} pages ({plans + 4} sections)", columns, rows, note)
    return Measured(pages, bare, files, table)


def _row(stage: Stage, bare: Stage) -> tuple[str, ...]:
    size = f"{stage.size / 1000:.0f}" if stage.size else ""
    ratio = f"{stage.samples.median / bare.samples.median:.2f} ×"
    return stage.name, stage.samples.milliseconds, ratio, f"{stage.peak:.0f}", size


def _times(seconds: float, bare: Stage) -> str:
    return f"{seconds / bare.samples.median:.2f} ×"


def _sum(stages: list[Stage]) -> float:
    return sum(stage.samples.median for stage in stages)


def _signed_off(plans: int) -> Report:
    """A report whose sections are all signed off, by the domain or copied from one that was."""
    office = make_office(f"publish-{plans}")
    office.write("goals")
    office.write("plan-1", scenes.plan(1))
    report = office.sign_off_all()
    scenes.add_plans(report, office.section(), plans - 1)
    return report


def _moves(report: Report, document: Path, repeats: int) -> list[Stage]:
    arguments = [str(report.pk), str(document), "--repeats", str(repeats)]
    answer = _child([sys.executable, "manage.py", "bench_publication", *arguments])
    seconds: dict[str, list[float]] = answer["seconds"]
    return [Stage(WORDS[name], Samples(each), answer["peak"]) for name, each in seconds.items()]


def _compiled(document: Path, repeats: int) -> Stage:
    """Each compilation in a new process: the compiler remembers what it has compiled."""
    answers = [_child(_rendering(BARE, document, 1)) for _time in range(repeats)]
    seconds = [second for answer in answers for second in answer["seconds"]]
    peak = max(answer["peak"] for answer in answers)
    return Stage("bare typst compilation", Samples(seconds), peak, answers[0]["size"])


def _rendered(name: str, document: Path, repeats: int) -> Stage:
    answer = _child(_rendering(name, document, repeats))
    peak = max(answer["peak"], answer["child"])
    return Stage(f"render {name.upper()}", Samples(answer["seconds"]), peak, answer["size"])


def _rendering(name: str, document: Path, repeats: int) -> list[str]:
    return [sys.executable, "-m", "bench.rendering", name, str(document), str(repeats)]


def _child(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=BASE_DIR, env=for_child())
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _pages(document: Path) -> int:
    pdf = render(RenditionFormat.PDF, document_from_json(json.loads(document.read_text())))
    return len(PdfReader(BytesIO(pdf.content)).pages)
