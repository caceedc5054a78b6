"""Only approvals/domain/actions.py writes Section.status and Report.status."""

from pathlib import Path

import pytest

from tests.architecture.status_writers import writers

ROOT = Path(__file__).resolve().parents[2]
ACTIONS = "approvals/domain/actions.py"
# Files whose `status` is another model's. A new name here needs a look at what it writes.
OTHERS = {
    "approvals/domain/delivery.py": "Notice.status",
    "approvals/domain/extensions.py": "Extension.status",
    "approvals/domain/webhook_delivery.py": "WebhookDelivery.status",
    "reports/domain/editions.py": "Rendition.status",
}


def _all_writers() -> dict[str, list[tuple[str, int, str]]]:
    found = {}
    for package in ("config", "reports", "approvals"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and (ways := writers(path.read_text())):
                found[str(path.relative_to(ROOT))] = ways
    return found


def test_actions_alone_writes_the_status_of_sections_and_reports() -> None:
    found = _all_writers()

    assert set(found) - set(OTHERS) == {ACTIONS}, found


def test_actions_writes_by_compare_and_set_alone() -> None:
    assert {way for _function, _line, way in _all_writers()[ACTIONS]} == {"update"}


@pytest.mark.parametrize("path", OTHERS)
def test_the_other_files_do_not_touch_sections_or_reports(path: str) -> None:
    source = (ROOT / path).read_text()

    for model in ("Section", "Report"):
        assert f"{model}.objects" not in source


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("section.status = 'signed_off'", "attribute"),
        ("self.report.status = new", "attribute"),
        ("a, b.status = pair", "attribute"),
        ("x.status: str = 'approved'", "attribute"),
        ("for section.status in states: pass", "attribute"),
        ("setattr(section, 'status', new)", "setattr"),
        ("object.__setattr__(section, 'status', new)", "setattr"),
        ("Section.objects.filter(pk=1).update(status=new)", "update"),
        ("Section.objects.filter(pk=1).update(**{'status': new})", "update"),
        ("Section.objects.filter(pk=1).update(**dict(status=new))", "update"),
        ("rows.update(**values)", "update with unknown names"),
        ("Section.objects.bulk_update(rows, ['status'])", "bulk_update"),
        ("Section.objects.bulk_update(rows, fields=('title', 'status'))", "bulk_update"),
        ("Section.objects.bulk_update(rows, fields)", "bulk_update"),
        ("Section.objects.create(status=new)", "create"),
        ("Section.objects.update_or_create(pk=1, defaults={'status': new})", "update_or_create"),
        ("Section.objects.update_or_create(pk=1, defaults=dict(status=new))", "update_or_create"),
        ("Report(status=new)", "constructor"),
        ("cursor.execute('UPDATE reports_section SET status = %s', [new])", "sql"),
        ("cursor.execute('insert into reports_report (id, status) values (1, 2)')", "sql"),
    ],
)
def test_a_planted_writer_is_found(source: str, way: str) -> None:
    planted = f"def plant():\n    {source}\n"

    assert [(function, found) for function, _line, found in writers(planted)] == [("plant", way)]


@pytest.mark.parametrize(
    "source",
    [
        "x = section.status",
        "if section.status == 'drafting': pass",
        "Section.objects.filter(status='drafting').update(title='x')",
        "Q(status='drafting')",
        "Section.objects.bulk_update(rows, ['title'])",
        "Response(status=201)",
        "'SELECT status FROM reports_section'",
        "status = 3",
    ],
)
def test_a_reader_is_not_taken_for_a_writer(source: str) -> None:
    assert writers(source) == []
