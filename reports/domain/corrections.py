"""勘誤: opening a correction, the edition that closes it, and what the two say about each other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from reports.content import sha256_hex
from reports.content.codec import document_from_json
from reports.content.comparison import SectionChange, compare_documents
from reports.models import Edition, Erratum, Report, User
from reports.renderers.manifest import MANIFEST_VERSION

_HASHED = 3
"""The version of the manifest from which on it states the hash of the reason."""
ADDRESS = ("section", "row", "field", "kind")
"""Where a value stands in the open data: codes and keys are stable for life, so a stranger finds it in each edition."""
UNDER_WAY = Q(edition__isnull=True)
"""Of a correction: no edition carries it yet."""


def open_erratum(report: Report) -> Erratum | None:
    """The correction under way; there is at most one."""
    return report.errata.filter(UNDER_WAY).select_related("corrects").first()


def is_under_way(report: str = "pk") -> Exists:
    """The same as a condition on a query; `report` leads from a row to its report."""
    return Exists(Erratum.objects.filter(UNDER_WAY, report=OuterRef(report)))


def start(*, report: Report, corrects: Edition, reason: str, actor: User, now: datetime) -> Erratum:
    """Open a correction of an edition the public was shown; the caller holds the report's row.

    The announcement date is that edition's: the correction will have its own.
    """
    report.announced_on = None
    report.save(update_fields=["announced_on"])
    return Erratum.objects.create(
        report=report, corrects=corrects, reason=reason, opened_by=actor, opened_at=now
    )  # fmt: skip


def close(*, report: Report, edition: Edition) -> Erratum | None:
    """Let the edition be the one that carries the correction, if one is under way, and freeze its comparison table."""
    erratum = open_erratum(report)
    if erratum is not None:
        erratum.edition = edition
        erratum.comparison_json = _comparison_json(erratum, edition)
        erratum.save(update_fields=["edition", "comparison_json"])
    return erratum


def take_back(*, edition: Edition) -> None:
    """The edition that was to carry the correction does not come: the correction is under way again."""
    Erratum.objects.filter(edition=edition).update(edition=None, comparison_json="")


def edition_before(edition: Edition) -> Edition | None:
    """The last one that the public was shown before this, withdrawn or not."""
    earlier = Edition.objects.released().filter(report=edition.report_id, number__lt=edition.number)
    return earlier.order_by("-number").first()


def of_edition(edition: Edition) -> Erratum | None:
    """The correction that this edition carries."""
    return Erratum.objects.filter(edition=edition).select_related("corrects", "edition", "report__agency").first()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an edition stands to the others that the public was shown. `newest` is None when it is the newest itself.

    `next` is the correction of this edition, `own` the one it carries; None where there is none or where the table
    would quote an edition that was withdrawn.
    """

    newest: Edition | None
    next: Erratum | None
    own: Erratum | None


def standing(edition: Edition) -> Standing:
    """In two queries."""
    later = Edition.objects.released().filter(report=edition.report_id, number__gt=edition.number)
    newest = later.defer("document_json", "provenance_json", "manifest_json").order_by("-number").first()
    told = Erratum.objects.filter(Q(edition=edition) | Q(corrects=edition)).filter(
        edition__released_at__isnull=False, edition__withdrawn_at__isnull=True, corrects__withdrawn_at__isnull=True
    )
    rows = list(told.select_related("corrects", "edition").defer(*_texts("corrects"), *_texts("edition")))
    own = next((row for row in rows if row.edition_id == edition.pk), None)
    following = next((row for row in rows if row.corrects_id == edition.pk), None)
    return Standing(newest, following, own)


def _texts(name: str) -> tuple[str, ...]:
    """Columns as long as the report, which a list does not read."""
    return (f"{name}__document_json", f"{name}__provenance_json", f"{name}__manifest_json")


def stated(edition: Edition, *, version: int = MANIFEST_VERSION) -> dict[str, object] | None:
    """What the edition's manifest of this version says of its correction; None for an edition that corrects nothing.

    Places and hashes, no words: the manifest stays when an edition is withdrawn, what was changed and why is gone.
    The reason's words are in the comparison table; `comparison_sha256` is its hash as it can be downloaded.
    """
    erratum = of_edition(edition)
    if erratum is None:
        return None
    table = json.loads(erratum.comparison_json)
    return {
        "corrects_edition": table["corrects_edition"],
        **({"reason": erratum.reason} if version < _HASHED else {"reason_sha256": sha256_hex(erratum.reason)}),
        "changes": [{name: row[name] for name in ADDRESS} for row in table["changes"]],
        "comparison_sha256": sha256_hex(erratum.comparison_json),
    }


def _comparison_json(erratum: Erratum, edition: Edition) -> str:
    old, new = (document_from_json(json.loads(each.document_json)) for each in (erratum.corrects, edition))
    table = {
        "corrects_edition": erratum.corrects.number,
        "edition": edition.number,
        "reason": erratum.reason,
        "changes": [row for change in compare_documents(old, new) for row in _rows(change)],
    }
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rows(change: SectionChange) -> Iterator[dict[str, str]]:
    for found in change.differences:
        yield {
            "section": change.code, "row": found.row, "field": found.field, "kind": found.kind.value,
            "title": change.title, "place": found.place, "name": found.name, "old": found.old, "new": found.new,
        }  # fmt: skip
