"""Six at once on one section: one wins, five are told so."""

from functools import partial
from typing import Any

import pytest

from approvals.models import Decision
from reports.content import Paragraph
from reports.domain.audit import first_break
from reports.models import SectionRevision
from tests.factories.contents import plan
from tests.factories.office import Office, make_office
from tests.support.api import ROOT, client_of, put_content
from tests.support.races import race

pytestmark = [pytest.mark.db_sensitive, pytest.mark.usefixtures("committed")]


def put(office: Office, who: str, number: int, section_id: int, etag: str) -> Any:
    content = plan(paragraphs=(Paragraph("p1", f"第{number}人的版本。"),))
    return put_content(client_of(office.people[who]), section_id, content, etag)


def act(office: Office, who: str, action: str, section_id: int, lock_version: int) -> int:
    body = {"action": action, "comment": "理由", "lock_version": lock_version}
    return client_of(office.people[who]).post(f"{ROOT}/sections/{section_id}/actions", body).status_code


def test_of_six_saves_at_once_one_is_accepted_and_five_are_stale():
    office = make_office()
    office.write("goals")
    for trial in range(1, 6):
        section = office.section()
        writers = ["writer", "second_writer"] * 3

        answers = race(
            [partial(put, office, who, 10 * trial + n, section.pk, section.etag) for n, who in enumerate(writers)]
        )

        answers.sort(key=lambda answer: answer.status_code)
        assert [answer.status_code for answer in answers] == [200, 412, 412, 412, 412, 412]
        standing = {answer.json()["error"]["details"]["current"]["etag"] for answer in answers[1:]}
        assert standing == {answers[0]["ETag"]} == {office.section().etag}
        assert SectionRevision.objects.filter(section=section).count() == trial
    assert first_break(office.report) is None


def test_of_two_decisions_at_once_one_is_made():
    office = make_office()
    office.submit("plan-1")
    for trial in range(1, 6):
        section = office.section() if trial == 1 else office.submit("plan-1")
        before = Decision.objects.count()

        statuses = race(
            [
                partial(act, office, "chief", "send_back", section.pk, section.lock_version),
                partial(act, office, "writer", "recall", section.pk, section.lock_version),
            ]
        )

        assert sorted(statuses) == [200, 409]
        assert Decision.objects.count() == before + 1
    assert first_break(office.report) is None
