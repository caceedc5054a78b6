"""PDF by typst: PDF/A-3a and PDF/UA-1 in one file, with the report's open data attached."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from reports.content.blocks import (
    PART_LEVEL,
    AppendixBlock,
    Block,
    BudgetBlock,
    ChartBlock,
    HeadingBlock,
    TableBlock,
    TextBlock,
)
from reports.content.codec import to_json
from reports.content.document import Document
from reports.content.layout import appendix, approval_lines, blocks, is_list_item, title_lines
from reports.renderers.files import RenderedFile, RenderError, file_stem, produced_at
from reports.renderers.fonts import font_folders, uncovered_characters
from reports.renderers.opendata import render_json
from reports.renderers.printable import refuse_unprintable
from reports.values.figures import format_limit

STANDARDS = ("a-3a", "ua-1")
TEMPLATE = Path(__file__).with_name("template.typ")
COMPILER = Path(__file__).with_name("compile.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one compilation may use. 267 pages were measured at 2.3 s and 236 MB of memory in use."""

    timeout_seconds: float = 120
    cpu_seconds: int = 240
    memory_bytes: int = 4 * 2**30
    """Address space, of which the fonts and the threads' stacks reserve far more than they use."""


def render_pdf(
    document: Document, *, font_dir: Path | None = None, limits: Limits = Limits(), only: str | None = None
) -> RenderedFile:
    """The whole report, or the one section with the code `only` and neither cover nor contents.

    RenderError: unprintable_character, refused_by_compiler, timed_out, crashed.
    """
    drawn_from = compiler_data(document, only=only)
    refuse_unprintable(
        drawn_from["data"], partial(uncovered_characters, font_dir=font_dir), "no font has this character"
    )
    job = {
        "template": str(TEMPLATE),
        "font_folders": [str(folder) for folder in font_folders(font_dir)],
        "standards": STANDARDS,
        "timestamp": int(produced_at(document).timestamp()),
        **drawn_from,
        "limits": {"memory_bytes": limits.memory_bytes, "cpu_seconds": limits.cpu_seconds},
    }  # fmt: skip
    content = run_compiler(job, timeout_seconds=limits.timeout_seconds)
    if not content.startswith(b"%PDF-"):
        raise RenderError("crashed", "the PDF compiler wrote no PDF")
    # An incremental signature appended to a file without a final line break would break PDF/A 6.1.9.
    return RenderedFile(f"{file_stem(document)}.pdf", "application/pdf", content.rstrip(b"\n") + b"\n")


def compiler_data(document: Document, *, only: str | None = None) -> dict[str, Any]:
    """All that the compiler is handed of a document; it is JSON.

    The open data travel with the whole report; with a section alone they would tell what others write.
    """
    data = template_data(document, only=only)
    if only is not None:
        return {"data": data, "attachment": ""}
    file = render_json(document)
    about = {"name": file.name, "media_type": file.media_type, "description": "本報告全部內容之開放資料（JSON）"}
    return {"data": data | {"attachment": about}, "attachment": file.content.decode("utf-8")}


def run_compiler(job: dict[str, Any], *, timeout_seconds: float, compiler: Path = COMPILER) -> bytes:
    """Compile in a child with an empty environment; RenderError when it refuses, dies or takes too long."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-B", str(compiler)],
            input=json.dumps(job).encode("ascii"),
            capture_output=True,
            timeout=timeout_seconds,
            env={},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderError("timed_out", f"the PDF was not finished after {timeout_seconds:g} seconds") from None
    if child.returncode == 0 and child.stdout:
        return child.stdout
    raise _failure(child)


def _failure(child: subprocess.CompletedProcess[bytes]) -> RenderError:
    words = child.stderr.decode("utf-8", "replace").strip()
    try:
        report = json.loads(words)
        return RenderError("refused_by_compiler", f"{report['message']} {report['diagnostic']}".strip())
    except (ValueError, KeyError, TypeError):
        last = words.splitlines()[-1] if words else "it said nothing"
        return RenderError("crashed", f"the PDF compiler ended with code {child.returncode}: {last}")


def template_data(document: Document, *, only: str | None = None) -> dict[str, Any]:
    """What template.typ draws; free text appears in it only as JSON strings."""
    title, whose, *said = title_lines(document)
    style, is_whole = document.settings.style, only is None
    return {
        "title": title,
        "lines": [whose, *approval_lines(document), *said],
        "dates": [*approval_lines(document), *said],
        "year_line": f"中華民國{document.roc_year}年度",
        "agency": document.agency_name,
        "description": f"{document.agency_name}民國{document.roc_year}年度施政績效報告",
        "keywords": ["施政績效報告", f"{document.roc_year}年度", document.agency_name],
        "header": style.header_text or title.replace("\n", " "),
        "is_draft": document.approved_at is None,
        "has_cover": is_whole and style.has_cover,
        "has_contents": is_whole,
        "style": to_json(style),
        "blocks": list(_drawn(blocks(document, only=only))),
        "appendix": [_as_data(block) for block in appendix(document)] if is_whole else [],
    }


def _drawn(found: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
    """Blocks as the template knows them; neighbouring numbered items become one tagged list."""
    for is_list, run in groupby(found, key=is_list_item):
        members = [_as_data(block) for block in run]
        if is_list:
            yield {"type": "list", "level": 4, "items": members}
        else:
            yield from members


def _as_data(block: Block | AppendixBlock) -> dict[str, Any]:
    match block:
        case HeadingBlock(level=level):
            return {"type": "heading", "level": level, "mark": block.mark, "text": block.text}
        case BudgetBlock():
            return {"type": "text", "level": PART_LEVEL, "mark": block.mark, "label": block.label,
                    "text": block.text, "is_heading": bool(block.label)}  # fmt: skip
        case TextBlock(level=level, label=label):
            data = {"type": "text", "level": level, "mark": block.mark, "label": label, "text": block.text}
            return data | {"is_heading": block.has_run_in_heading}
        case TableBlock():
            return {
                "type": "table",
                "columns": block.columns,
                "rows": block.rows,
                "numeric_columns": block.numeric_columns,
                "heading": block.heading,
                "note": block.note,
            }
        case ChartBlock():
            return chart_data(block)


def chart_data(block: ChartBlock) -> dict[str, Any]:
    """A chart as charts.typ draws it: each length as a share of the longest there can be."""
    return {
        "type": "chart",
        "heading": block.heading,
        "alt": block.alt,
        "bars": [
            {"label": bar.label, "printed": bar.printed, "share": _share(bar.value, block.scale)} for bar in block.bars
        ],
        "marks": [{"label": format_limit(mark), "share": _share(mark, block.scale)} for mark in block.marks],
    }


def _share(value: Decimal, scale: Decimal) -> float:
    return round(float(min(value, scale) / scale), 6)
