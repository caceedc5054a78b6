"""What changed in a report, when and why, from its public files alone: `python what_changed.py FOLDER`.

FOLDER holds a folder for each edition (1, 2, …) with its manifest.json, the JSON file that the manifest names, and of a
correction its changes.json, which says why; where that was withdrawn, the reason stays empty.
Nothing of Jibao is imported, only Python's standard library: it is what a stranger can do. It checks each JSON file
against the hash in its manifest, and each manifest against the hash that the next one states; then it compares the
values of each edition with those of the edition before, and the result with what the manifest says was corrected.
Prints one JSON object a line; ends with 1 and the place on standard error when something does not fit. It does not
tell rows that only changed places.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Values = dict[tuple[str, str, str], str]
"""(section, row, field) → its value as text; section and row by the codes and keys that stay with them for life."""


class DoesNotFit(Exception):
    """The files contradict each other."""


def history(folder: Path) -> Iterator[dict[str, Any]]:
    """Every change in the order of the editions. Raises DoesNotFit."""
    before: Values | None = None
    previous = None
    for number in sorted(int(entry.name) for entry in folder.iterdir()):
        raw = (folder / str(number) / "manifest.json").read_bytes()
        manifest = json.loads(raw)
        if manifest["previous_manifest_sha256"] != previous:
            raise DoesNotFit(f"edition {number}: the manifest before it is another one")
        values = dict(_values(_document(folder / str(number), manifest)))
        if before is not None:
            yield from _changes(number, manifest, _reason(folder / str(number), manifest), before, values)
        before, previous = values, hashlib.sha256(raw).hexdigest()


def _document(folder: Path, manifest: dict[str, Any]) -> Any:
    (file,) = [file for file in manifest["files"] if file["format"] == "json"]
    raw = (folder / file["name"]).read_bytes()
    if (len(raw), hashlib.sha256(raw).hexdigest()) != (file["size"], file["sha256"]):
        raise DoesNotFit(f"edition {manifest['edition']}: {file['name']} is not the file that was published")
    return json.loads(raw)


def _reason(folder: Path, manifest: dict[str, Any]) -> str:
    """The words of the reason: up to version 2 in the manifest, then in the table whose hash the manifest states."""
    erratum = manifest["erratum"]
    if "reason" in erratum or not (folder / "changes.json").exists():
        return str(erratum.get("reason", ""))
    raw = (folder / "changes.json").read_bytes()
    reason = str(json.loads(raw)["reason"])
    found = (hashlib.sha256(raw).hexdigest(), hashlib.sha256(reason.encode()).hexdigest())
    if found != (erratum["comparison_sha256"], erratum["reason_sha256"]):
        raise DoesNotFit(f"edition {manifest['edition']}: changes.json is not the table that was published")
    return reason


def _changes(
    number: int, manifest: dict[str, Any], reason: str, before: Values, after: Values
) -> Iterator[dict[str, Any]]:
    places = [place for place in {**before, **after} if before.get(place, "") != after.get(place, "")]
    stated = {
        (row["section"], row["row"], row["field"]) for row in manifest["erratum"]["changes"] if row["kind"] != "moved"
    }
    if stated != set(places):
        raise DoesNotFit(f"edition {number}: {sorted(stated ^ set(places))} is changed or stated, not both")
    for section, row, field in places:
        yield {
            "edition": number,
            "published_at": manifest["published_at"],
            "reason": reason,
            "section": section,
            "row": row,
            "field": field,
            "old": before.get((section, row, field), ""),
            "new": after.get((section, row, field), ""),
        }


def _values(document: dict[str, Any]) -> Iterator[tuple[tuple[str, str, str], str]]:
    for chapter in document["chapters"]:
        for section in chapter["sections"]:
            for row, field, text in _leaves(section["content"], "", ""):
                yield (section["code"], row, field), text


def _leaves(value: Any, row: str, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict):
        for name in value:
            if name not in {"key", "kind"}:
                yield from _leaves(value[name], row, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for item in value:
            yield from _leaves(item, item["key"], path)
    else:
        yield row, path, _text(value)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "✓" if value else ""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    try:
        for change in history(Path(sys.argv[1])):
            print(json.dumps(change, ensure_ascii=False))
    except DoesNotFit as error:
        sys.exit(str(error))
