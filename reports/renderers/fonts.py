"""Which faces the files are set in, and which characters none of them can print."""

from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_tw
from fontTools.ttLib import TTCollection, TTFont

from reports.values.text import ForbiddenCharacter

BUNDLED_FOLDER = pylopdf_fonts_zh_tw.serif_path().parent
FONT_SUFFIXES = frozenset({".otf", ".ttf", ".ttc"})


def font_folders(font_dir: Path | None) -> tuple[Path, ...]:
    """The folders that are searched: the configured one (a Kai face) before the bundled Serif and Sans."""
    return (BUNDLED_FOLDER,) if font_dir is None else (Path(font_dir), BUNDLED_FOLDER)


def font_files(font_dir: Path | None = None) -> tuple[Path, ...]:
    return tuple(
        path
        for folder in font_folders(font_dir)
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in FONT_SUFFIXES
    )


def uncovered_characters(text: str, *, font_dir: Path | None = None) -> list[ForbiddenCharacter]:
    """Every character of `text` that no face has, in order, each with its offset and line; a line break needs none."""
    covered = covered_code_points(font_dir)
    return [
        ForbiddenCharacter(character, offset, text.count("\n", 0, offset) + 1)
        for offset, character in enumerate(text)
        if ord(character) not in covered and character != "\n"
    ]


@lru_cache(maxsize=8)
def covered_code_points(font_dir: Path | None = None) -> frozenset[int]:
    """The union of the faces' character maps; read once a process."""
    return frozenset(point for path in font_files(font_dir) for point in _character_map(path))


def _character_map(path: Path) -> set[int]:
    if path.suffix.lower() == ".ttc":
        with TTCollection(path, lazy=True) as collection:
            return {point for face in collection.fonts for point in face.getBestCmap()}
    with TTFont(path, lazy=True) as face:
        return set(face.getBestCmap())
