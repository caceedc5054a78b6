"""Where a run was made, in one line: figures of two machines are never compared, ratios of two runs may be."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from django.db import connection


def machine_line() -> str:
    """Processor, memory, system and the versions of what does the work."""
    return " · ".join(
        [
            f"{os.cpu_count()} × {_processor()}",
            f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
            f"Linux {platform.release()}",
            f"Python {platform.python_version()}",
            f"{connection.vendor} {_server_version()}",
            *(f"{name} {version(name)}" for name in ("django", "djangorestframework", "gunicorn", "psycopg", "typst")),
        ]
    )


def load() -> str:
    """Processes that wanted the processor in the last minute; above the number of processors they waited."""
    return f"{os.getloadavg()[0]:.2f}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])
