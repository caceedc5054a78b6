"""PNG: the charts, for formats that cannot draw them, by the template code that the PDF uses; and pages of a PDF."""

import json
import struct
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from reports.content.blocks import AppendixBlock, ChartBlock
from reports.content.codec import to_json
from reports.content.style import Style
from reports.renderers.files import RenderError
from reports.renderers.fonts import font_folders
from reports.renderers.pdf import Limits, chart_data, run_compiler
from reports.renderers.pdf.pages import COUNT, NO_SUCH_PAGE

TEMPLATE = Path(__file__).with_name("pictures.typ")
PPI = 120
CM_PER_INCH = 2.54
DRAWER = Path(__file__).with_name("pages.py")
PICTURE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Picture:
    """One PNG of PPI dots an inch."""

    content: bytes

    @property
    def size_cm(self) -> tuple[float, float]:
        """Width and height, from the header of the PNG."""
        width, height = struct.unpack(">II", self.content[16:24])
        return round(width * CM_PER_INCH / PPI, 3), round(height * CM_PER_INCH / PPI, 3)


def page_picture(pdf: bytes, number: int, *, width: int) -> bytes | None:
    """Page `number` (from 1) of a PDF as PNG of `width` pixels; None where the PDF is shorter.

    Drawn in a child process with limits of its own. RenderError: timed_out, crashed.
    """
    drawn = _drawn(pdf, max(number, 1), width)
    if drawn is not None and not drawn.startswith(b"\x89PNG"):
        raise RenderError("crashed", f"page {number} became no picture")
    return drawn


def page_count(pdf: bytes) -> int:
    """RenderError: timed_out, crashed."""
    return int(_drawn(pdf, COUNT, 0) or 0)


def _drawn(pdf: bytes, number: int, width: int) -> bytes | None:
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-B", str(DRAWER), str(number), str(width)],
            input=pdf, capture_output=True, timeout=PICTURE_SECONDS, env={}, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RenderError("timed_out", f"page {number} was not drawn after {PICTURE_SECONDS} seconds") from None
    if child.returncode == NO_SUCH_PAGE:
        return None
    if child.returncode:
        raise RenderError("crashed", f"page {number} could not be drawn: code {child.returncode}")
    return child.stdout


def chart_pictures(
    found: tuple[AppendixBlock, ...], *, style: Style, font_dir: Path | None = None
) -> dict[str, Picture]:
    """Anchor → picture of every chart. No compiler is started where there is none. Raises RenderError."""
    limits = Limits()
    charts = [block for block in found if isinstance(block, ChartBlock)]
    if not charts:
        return {}
    job = {
        "template": str(TEMPLATE),
        "font_folders": [str(folder) for folder in font_folders(font_dir)],
        "ppi": PPI,
        "data": {"style": to_json(style), "charts": [chart_data(chart) for chart in charts]},
        "attachment": "",
        "limits": {"memory_bytes": limits.memory_bytes, "cpu_seconds": limits.cpu_seconds},
    }
    pages = json.loads(run_compiler(job, timeout_seconds=limits.timeout_seconds))
    return {chart.anchor: Picture(b64decode(page)) for chart, page in zip(charts, pages, strict=True)}
