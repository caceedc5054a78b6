"""One compilation in a process of its own: job as JSON on stdin, an error as JSON on stderr.

The result is on stdout: the PDF or, for a job with `ppi`, a JSON list of pages as PNG in base64.

Run by path in Python's isolated mode, so it imports nothing of the project. A compiler that has run once makes forked
children hang and keeps growing; a process that ends after one file does neither and can be limited by the system.
"""

import json
import resource
import sys
from base64 import b64encode
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
    pdf = _compiled(
        job,
        format="pdf",
        pdf_standards=list(job["standards"]),
        timestamp=datetime.fromtimestamp(job["timestamp"], UTC),
    )
    assert isinstance(pdf, bytes)
    return pdf


def draw_pages(job: dict[str, Any]) -> list[bytes]:
    """Each page of `job` as a PNG of `ppi` dots an inch."""
    pages = _compiled(job, format="png", ppi=float(job["ppi"]))
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compiled(job: dict[str, Any], **output: Any) -> Any:
    import typst  # noqa: PLC0415 - the limits must hold before the compiler is loaded

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(job["font_folders"]))
    data = job["data"] | _faces(fonts.families(), job["data"].get("style", {}))
    nowhere = str(Path(job["template"]).parent / "no-packages")
    made, warnings = typst.compile_with_warnings(
        input=job["template"],
        root=str(Path(job["template"]).parent),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "attachment": job["attachment"]},
        package_path=nowhere,
        package_cache_path=nowhere,
        **output,
    )
    if warnings:
        raise RuntimeError("; ".join(str(warning) for warning in warnings))
    return made


def _faces(found: list[str], style: dict[str, Any]) -> dict[str, list[str]]:
    """The families to look in, the style's own first; the others hold what it lacks.

    A Kai face sets the Chinese alone, with Serif letters and figures, as official documents are set.
    """
    kai = sorted(name for name in found if "kai" in name.lower() or "楷" in name)
    serif = sorted(name for name in found if "Serif" in name)
    sans = sorted(name for name in found if name not in kai and name not in serif)
    orders = {"kai": [*kai, *serif, *sans], "serif": [*serif, *sans, *kai], "sans": [*sans, *serif, *kai]}
    body, heading = style.get("body_face", "kai"), style.get("heading_face", "kai")
    return {
        "fonts": orders[body],
        "latin_fonts": serif if kai and body == "kai" else [],
        "heading_fonts": orders[heading],
        "heading_latin_fonts": serif if kai and heading == "kai" else [],
    }


def _as_pictures(job: dict[str, Any]) -> bytes:
    return json.dumps([b64encode(page).decode("ascii") for page in draw_pages(job)]).encode("ascii")


def main() -> int:
    job = json.load(sys.stdin)
    limit(**job["limits"])
    try:
        made = _as_pictures(job) if "ppi" in job else compile_pdf(job)
    except (RuntimeError, MemoryError) as error:
        words = [str(error) or type(error).__name__, *getattr(error, "hints", [])]
        details = {"message": " ".join(words), "diagnostic": getattr(error, "diagnostic", "")}
        json.dump(details, sys.stderr, ensure_ascii=True)
        return COMPILE_FAILED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
