"""The catalogue of translations: collect what is to be translated, write the .po and compile the .mo.

`python -m tests.support.messages` does what makemessages and compilemessages do, without the gettext programs. It
also collects the texts of the packages in use that have no Traditional Chinese of their own, and keeps every
translation that is there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "reports", "approvals")
FOREIGN_PACKAGES = ("unfold", "rest_framework", "axes", "django_filters", "django.contrib.admin", "django.contrib.auth")
"""Packages whose texts our readers meet, and whose own Traditional Chinese is missing or incomplete."""
SKIPPED = frozenset({"tests", "contrib"})
"""Folders of such a package that we do not use."""
LANGUAGE = "zh_Hant"
PO = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

FIXED_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""In the headers: a real date would change the files with every run."""

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One text to translate: its context ("" for none), its singular and its plural ("" for none)."""

    context: str
    singular: str
    plural: str
    source: str

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def messages_of(folder: Path, name: str) -> Iterator[Message]:
    """Every text marked for translation below `folder`, in the order of the files' names."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or SKIPPED & set(relative.parts):
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in relative.parts):
            yield from _messages(path, f"{name}/{relative.as_posix()}")


def _messages(path: Path, source: str) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    method = "python"
    if path.suffix != ".py":
        # What templatize leaves is not Python, but calls among fillers; the tolerant lexer finds the calls.
        text, method = templatize(text, origin=source), "javascript"
    for _line, found, _comments, context in extract(method, BytesIO(text.encode("utf-8")), KEYWORDS):
        singular, plural = found if isinstance(found, tuple) else (found, "")
        if singular:
            yield Message(context or "", singular, plural or "", source)


def own_messages() -> Iterator[Message]:
    for package in PACKAGES:
        yield from messages_of(ROOT / package, package)


def foreign_messages() -> Iterator[Message]:
    """What the packages in use say and do not say in Traditional Chinese themselves."""
    for package in FOREIGN_PACKAGES:
        folder = _folder(package)
        translated = _translated(folder)
        for message in messages_of(folder, package):
            if (message.context, message.singular) not in translated:
                yield message


def _folder(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _translated(folder: Path) -> set[tuple[str, str]]:
    """What the package itself or Django translates."""
    found: set[tuple[str, str]] = set()
    places = [folder / "locale", _folder("django") / "conf" / "locale"]
    places += (_folder("django") / "contrib").glob("*/locale")
    for place in places:
        compiled = place / LANGUAGE / "LC_MESSAGES" / "django.mo"
        if compiled.is_file():
            with compiled.open("rb") as file:
                found |= {(m.context or "", _singular(m.id)) for m in read_mo(file) if m.id and m.string}
    return found


def _singular(identifier: str | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def read_catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def collected(known: Catalog) -> Catalog:
    """The catalogue of today's texts with the translations that `known` has for them."""
    catalogue = Catalog(locale=LANGUAGE, project="Jibao", charset="utf-8", fuzzy=False)
    for message in (*own_messages(), *foreign_messages()):
        present = catalogue.get(message.singular, message.context or None)
        if present is not None and (not message.plural or isinstance(present.id, tuple)):
            continue
        old = known.get(message.singular, message.context or None)
        string = old.string if old is not None and isinstance(old.id, tuple) == bool(message.plural) else None
        catalogue.add(message.id, string, context=message.context or None, locations=[(message.source, None)])
    return catalogue


def save(catalogue: Catalog) -> None:
    """Write the .po and its .mo. Equal catalogues give equal files: one date, one order, no line numbers."""
    catalogue.header_comment = "# Traditional Chinese texts of Jibao, and of the packages in use that have none."
    catalogue.creation_date = catalogue.revision_date = FIXED_DATE
    catalogue.msgid_bugs_address, catalogue.last_translator, catalogue.language_team = "", "Jibao", "Jibao"
    with PO.open("wb") as file:
        write_po(file, catalogue, width=0, sort_output=True, include_lineno=False)
    MO.write_bytes(compiled(read_catalogue()))


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the .mo."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def untranslated(catalogue: Iterable[BabelMessage]) -> list[str]:
    """The texts without a translation."""
    strings = ((m.id, m.string if isinstance(m.string, tuple) else (m.string,)) for m in catalogue if m.id)
    return [_singular(identifier) for identifier, given in strings if not all(given)]


if __name__ == "__main__":
    todays = collected(read_catalogue())
    save(todays)
    missing = untranslated(todays)
    print(f"{len(todays)} texts, {len(missing)} without a translation", *missing, sep="\n- ")
