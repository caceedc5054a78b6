"""A report's history: every event with who, for whom, in which capacity, from where and on which revision."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from approvals.domain import actions
from approvals.domain.history import EVENT_LABELS, history
from approvals.domain.history_file import BYTE_ORDER_MARK, COLUMNS, history_csv
from approvals.domain.substitutes import appoint
from approvals.enums import Action, Capacity, CommentAction
from approvals.models import Assignment
from reports.domain import audit
from tests.factories.office import make_office, make_user
from tests.support.releases import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """One section, endorsed by a substitute with a comment that a spreadsheet would compute."""
    office = make_office()
    office.people["stand_in"] = make_user("stand-in", office.agency)
    appoint(
        principal=Assignment.objects.get(user=office.people["chief"]), substitute=office.people["stand_in"],
        capacity=Capacity.DEPUTISING, valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 31), section_kind="",
        actor=office.people["secretary"], now=office.now(),
    )  # fmt: skip
    actions.endorse(
        section=office.submit(), actor=office.people["stand_in"], comment='=HYPERLINK("http://x")\n第二行',
        address="192.0.2.7", now=office.now(),
    )  # fmt: skip
    return office


def test_the_whole_chain_is_told_in_order(office):
    rows = history(office.report)

    assert [row.sequence for row in rows] == list(range(1, office.report.audit_events.count() + 1))
    assert [row.hash for row in rows] == list(
        office.report.audit_events.order_by("sequence").values_list("hash", flat=True)
    )
    assert rows[0].action == "Open the report"


def test_a_signature_tells_who_for_whom_in_which_capacity_from_where_on_what(office):
    row = history(office.report)[-1]

    revision = office.section().current_revision
    assert row.signature == "stand-in deputising for nia-chief"
    assert (row.actor, row.acting_for, row.capacity, row.role) == (
        "stand-in", "nia-chief", "deputising for", "Supervisor",
    )  # fmt: skip
    assert (row.address, row.action, row.subject) == ("192.0.2.7", "Endorse", office.section().title)
    assert (row.revision, row.sha256, row.remark[:5]) == (revision.number, revision.sha256, "=HYPE")


def test_a_move_says_from_which_state_to_which(office):
    submitted = next(row for row in history(office.report) if row.action == "Submit")

    assert (submitted.moved, submitted.acting_for) == ("Drafting → In review", "")
    assert submitted.signature == "nia-writer"


def test_the_file_is_read_back_whole_and_computes_nothing(office):
    text = history_csv(office.report)
    header, *rows = csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK)))

    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert header == [str(column) for column in COLUMNS]
    assert len(rows) == office.report.audit_events.count()
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    last = dict(zip(header, rows[-1], strict=True))
    assert last["Remark"] == '\'=HYPERLINK("http://x")\n第二行'
    assert (last["Time"][10:], last["Acting for"], last["Address"]) == ("T10:05:00+08:00", "nia-chief", "192.0.2.7")
    assert json.loads(last["Recorded data"])["capacity"] == "deputising"


def test_an_event_without_a_person_or_of_an_unknown_kind_is_told_as_it_is(office):
    audit.append_event(
        report=office.report, actor=None, action="newer_kind", subject="section:gone", payload={}, now=office.now()
    )

    row = history(office.report)[-1]

    assert (row.actor, row.action, row.subject, row.revision) == ("The system", "newer_kind", "section:gone", None)


def test_every_kind_of_event_of_a_whole_year_has_a_name():
    office = make_office()
    release(office.publish(), office.now())

    assert {event.action for event in office.report.audit_events.all()} <= set(EVENT_LABELS)
    assert {"attach_evidence", "remove_evidence", *Action, *CommentAction} <= set(EVENT_LABELS)


def test_queries_do_not_grow_with_the_events(office, django_assert_num_queries):
    with django_assert_num_queries(3):
        few = history(office.report)
    office.sign_off("goals")

    with django_assert_num_queries(3):
        assert len(history(office.report)) > len(few)
