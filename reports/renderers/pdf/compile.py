"""One compilation in a process of its own: job as JSON on stdin, PDF on stdout, an error as JSON on stderr.

Run by path in Python's isolated mode, so it imports nothing of the project. A compiler that has run once makes forked
children hang and keeps growing; a process that ends after one file does neither and can be limited by the system.
"""

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

COMPILE_FAILED = 3


def limit(*, memory_bytes: int, cpu_seconds: int) -> None:
    """No file can be written, and memory and processor time end with an error instead of with the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def compile_pdf(job: dict[str, Any]) -> bytes:
    """The PDF of `job`; RuntimeError with the compiler's words for an error and for any warning."""
    import typst  # noqa: PLC0415 - the limits must hold before the compiler is loaded

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(job["font_folders"]))
    data = job["data"] | _faces(fonts.families())
    nowhere = str(Path(job["template"]).parent / "no-packages")
    pdf, warnings = typst.compile_with_warnings(
        input=job["template"],
        root=str(Path(job["template"]).parent),
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "attachment": job["attachment"]},
        pdf_standards=list(job["standards"]),
        package_path=nowhere,
        package_cache_path=nowhere,
        timestamp=datetime.fromtimestamp(job["timestamp"], UTC),
    )
    if warnings:
        raise RuntimeError("; ".join(str(warning) for warning in warnings))
    return pdf


def _faces(found: list[str]) -> dict[str, list[str]]:
    """A Kai face for the Chinese when there is one, with Serif letters and figures, as official documents are set."""
    kai = sorted(name for name in found if "kai" in name.lower() or "楷" in name)
    serif = sorted(name for name in found if "Serif" in name)
    others = sorted(name for name in found if name not in kai and name not in serif)
    return {"latin_fonts": serif if kai else [], "fonts": [*kai, *serif, *others]}


def main() -> int:
    job = json.load(sys.stdin)
    limit(**job["limits"])
    try:
        pdf = compile_pdf(job)
    except (RuntimeError, MemoryError) as error:
        words = [str(error) or type(error).__name__, *getattr(error, "hints", [])]
        details = {"message": " ".join(words), "diagnostic": getattr(error, "diagnostic", "")}
        json.dump(details, sys.stderr, ensure_ascii=True)
        return COMPILE_FAILED
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
