"""The charts as PNG, for the formats that cannot draw them: by the compiler and template code that the PDF uses."""

import json
import struct
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from reports.content.blocks import AppendixBlock, ChartBlock
from reports.content.codec import to_json
from reports.content.style import Style
from reports.renderers.fonts import font_folders
from reports.renderers.pdf import Limits, chart_data, run_compiler

TEMPLATE = Path(__file__).with_name("pictures.typ")
PPI = 120
CM_PER_INCH = 2.54


@dataclass(frozen=True, slots=True)
class Picture:
    """One PNG of PPI dots an inch."""

    content: bytes

    @property
    def size_cm(self) -> tuple[float, float]:
        """Width and height, from the header of the PNG."""
        width, height = struct.unpack(">II", self.content[16:24])
        return round(width * CM_PER_INCH / PPI, 3), round(height * CM_PER_INCH / PPI, 3)


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
