"""One file of a report in a process of its own, so that its peak of memory is its own: prints JSON.

`python -m bench.rendering FORMAT DOCUMENT REPEATS`; FORMAT `typst` is the bare compiler on the same data: what the
PDF's pipeline around it is compared with. Memory in MB: of this process, and of the largest child.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reports.content.codec import document_from_json
from reports.content.document import Document
from reports.enums import RenditionFormat
from reports.renderers import render
from reports.renderers.fonts import font_folders
from reports.renderers.opendata import render_json
from reports.renderers.pdf import STANDARDS, TEMPLATE, template_data
from reports.renderers.pdf.compile import compile_pdf

BARE = "typst"


def main() -> int:
    name, path, repeats = sys.argv[1:]
    document = document_from_json(json.loads(Path(path).read_text()))
    idle = own_peak()
    make = _bare(document) if name == BARE else _rendered(name, document)
    seconds, size = [], 0
    for _time in range(int(repeats)):
        started = time.perf_counter()
        size = len(make())
        seconds.append(time.perf_counter() - started)
    json.dump({"seconds": seconds, "size": size, "idle": idle, "peak": own_peak(), "child": child_peak()}, sys.stdout)
    return 0


def _rendered(name: str, document: Document) -> Callable[[], bytes]:
    return lambda: render(RenditionFormat(name), document).content


def _bare(document: Document) -> Callable[[], bytes]:
    """The compiler alone: the data is laid out before the clock starts, and no process is started for it."""
    attachment = render_json(document)
    about = {"name": attachment.name, "media_type": attachment.media_type, "description": "JSON"}
    job: dict[str, Any] = {
        "template": str(TEMPLATE),
        "font_folders": [str(folder) for folder in font_folders(None)],
        "standards": STANDARDS,
        "timestamp": 0,
        "data": template_data(document) | {"attachment": about},
        "attachment": attachment.content.decode(),
    }
    return lambda: compile_pdf(job)


def own_peak() -> float:
    """The kernel's high-water mark of this program; ru_maxrss would begin with that of whoever started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel gives no VmHWM")


def child_peak() -> float:
    """Of the largest child that ended; at least what this process had when it started the child."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
