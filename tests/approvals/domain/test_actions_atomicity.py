"""A move is all or nothing: when its last write fails, the database is as it was before."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from approvals.domain import actions
from reports.domain.drafting import save_content
from tests.factories.contents import plan
from tests.factories.office import Office, make_office
from tests.support.failing_table import refusing_inserts

pytestmark = [pytest.mark.db_sensitive]

LAST_WRITE = "approvals_notice"
MOVES: dict[str, tuple[Callable[[Office], object], str, str]] = {
    # action: what brings the scene to the state before, who acts, the subject
    "submit": (lambda office: (office.write("goals"), office.write()), "writer", "section"),
    "recall": (lambda office: office.submit(), "second_writer", "section"),
    "endorse": (lambda office: office.submit(), "chief", "section"),
    "send_back": (lambda office: office.submit(), "chief", "section"),
    "approve": (lambda office: office.endorse(), "secretary", "section"),
    "reassign": (lambda office: office.submit(), "secretary", "section"),
    "reopen": (lambda office: office.approve_report(), "secretary", "section"),
    "submit_report": (lambda office: office.sign_off_all(), "secretary", "report"),
    "send_back_report": (lambda office: office.send_up(), "head", "report"),
    "approve_report": (lambda office: office.send_up(), "head", "report"),
    "publish_report": (lambda office: office.approve_report(), "secretary", "report"),
    "cancel_publication": (lambda office: office.publish(), "secretary", "report"),
    "correct_report": (lambda office: office.make_public(), "secretary", "report"),
    "withdraw_edition": (lambda office: office.make_public(), "secretary", "report"),
}


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of our own tables."""
    rows = {}
    with connection.cursor() as cursor:
        for app in ("reports", "approvals"):
            for model in apps.get_app_config(app).get_models(include_auto_created=True):
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
                rows[model._meta.db_table] = cursor.fetchall()
    return rows


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("name", MOVES)
def test_a_move_whose_last_write_fails_leaves_nothing(name):
    bring, who, kind = MOVES[name]
    office = make_office()
    bring(office)
    subject = {"section": office.section()} if kind == "section" else {"report": office.fresh_report()}
    more = {"person": office.people["chief"]} if name == "reassign" else {}
    before = everything()

    with refusing_inserts(LAST_WRITE), pytest.raises(DatabaseError, match="disk full"):
        getattr(actions, name)(**subject, **more, actor=office.people[who], comment="理由", now=office.now())

    assert everything() == before


@pytest.mark.usefixtures("committed")
def test_a_save_whose_last_write_fails_leaves_nothing():
    office = make_office()
    office.write("goals")
    section = office.write()
    before = everything()

    with refusing_inserts("reports_auditevent"), pytest.raises(DatabaseError, match="disk full"):
        save_content(
            section=section, content=plan("新名稱"), actor=office.people["writer"],
            based_on=section.etag, now=office.now(),
        )  # fmt: skip

    assert everything() == before


def test_every_action_is_tried():
    moves = {*actions.SECTION_MOVES.values(), *actions.REPORT_MOVES.values(), actions.reassign}
    assert {move.__name__ for move in moves} == set(MOVES)
