"""會辦 at the desk: the queue of questions, and each verb by its own form."""

import pytest
from django.urls import reverse

from approvals.models import Consultation
from tests.factories.office import make_office
from tests.factories.routes import with_accounting
from tests.factories.staff import staff_client

pytestmark = pytest.mark.django_db
QUEUE = "/admin/approvals/deskconsultation/"


@pytest.fixture
def office():
    return with_accounting(make_office())


def page(section):
    return reverse("admin:approvals_desksection_change", args=[section.pk])


def post(office, who, action, **data):
    section = office.section()
    address = reverse("admin:approvals_desksection_move", args=[section.pk, action])
    return staff_client(office, who).post(address, {"lock_version": section.lock_version, **data})


def about(row):
    return {"consultation": row.pk, "scope_sha256": row.scope_sha256}


def test_a_question_lies_in_the_queue_of_the_consulted_division_only(office):
    section = office.submit()

    assert page(section) in staff_client(office, "accountant").get(QUEUE).content.decode()
    assert page(section) not in staff_client(office, "other_chief").get(QUEUE).content.decode()


def test_an_objection_is_raised_and_answered(office):
    office.submit()
    row = Consultation.objects.get()

    replied = post(office, "accountant", "reply", answer="object", comment="數字不符", **about(row))
    answered = post(office, "chief", "answer_objection", comment="已更正", **about(row))

    assert (replied.status_code, answered.status_code) == (302, 302)
    row.refresh_from_db()
    assert (row.reply, row.reply_text, row.answer_text) == ("object", "數字不符", "已更正")
    assert "數字不符" in staff_client(office, "chief").get(page(row.section)).content.decode()


def test_an_opinion_without_text_is_refused(office):
    office.submit()
    row = Consultation.objects.get()

    answer = post(office, "accountant", "reply", answer="opinion", comment=" ", **about(row))

    assert answer.status_code == 400
    assert "Write your opinion or objection." in answer.content.decode()


def test_who_is_not_asked_does_not_reply_and_keeps_the_text(office):
    office.submit()

    answer = post(office, "chief", "reply", answer="opinion", comment="意見如下", **about(Consultation.objects.get()))

    assert answer.status_code == 403
    assert "意見如下" in answer.content.decode()
    assert Consultation.objects.get().replied_at is None


def test_a_reviewer_asks_and_withdraws(office):
    office.submit()
    asked = {"division": office.divisions["other"].pk, "scope": "text", "is_mandatory": "on", "comment": "請提供意見"}

    post(office, "chief", "request_consultation", **asked)
    row = Consultation.objects.get(division=office.divisions["other"])
    post(office, "chief", "withdraw_consultation", **about(row))

    row.refresh_from_db()
    assert (row.question, row.withdrawn_by) == ("請提供意見", office.people["chief"])


def test_a_consultation_of_another_section_is_no_part_of_this_one(office):
    office.submit()
    foreign = with_accounting(make_office("far"))
    foreign.submit()

    answer = post(office, "accountant", "reply", answer="agree", **about(foreign.section().consultations.get()))

    assert answer.status_code == 400
    assert not Consultation.objects.filter(replied_at__isnull=False).exists()


@pytest.mark.parametrize("foreign", ["division", "person"])
def test_nothing_of_another_agency_can_be_named(office, foreign):
    office.submit()
    far = make_office("far")
    action = {"division": "request_consultation", "person": "reassign"}[foreign]
    data = {"division": far.divisions["other"].pk, "person": far.people["chief"].pk, "scope": "all", "comment": "x"}

    answer = post(office, "secretary", action, **data)

    assert answer.status_code == 400


@pytest.mark.parametrize("verb", ["reply", "answer_objection", "withdraw_consultation"])
def test_a_verb_without_its_consultation_is_refused(office, verb):
    office.submit()

    assert post(office, "accountant", verb, answer="agree", comment="x").status_code == 400
