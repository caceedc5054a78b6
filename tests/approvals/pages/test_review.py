"""The section's page shows its route and consultations; "my substitute" appoints and ends."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from approvals.models import Assignment, Consultation
from reports.models import AuditEvent
from tests.factories.office import make_office, make_user
from tests.factories.routes import with_accounting

pytestmark = pytest.mark.django_db


def page_of(client, section) -> str:
    return client.get(reverse("reports:section", args=[section.pk])).content.decode()


def post(client, name, pk, **fields):
    return client.post(reverse(f"approvals:{name}", args=[pk]), fields)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_shows_who_signed_and_which_step_is_open(office, client_of):
    section = office.endorse()

    page = page_of(client_of("writer"), section)

    assert page.count('aria-current="step"') == 1
    assert '<li class="signed done">' in page
    assert '<li class="open current" aria-current="step">' in page


def test_a_writer_asks_and_withdraws(office, client_of):
    office.write("goals")
    section, client = office.write(), client_of("writer")
    assert "Ask another division" in page_of(client, section)

    post(client, "consultation-ask", section.pk, division="other", scope="text", text="用語？", is_mandatory="on")
    row = Consultation.objects.get()
    assert "用語？" in page_of(client, section)
    post(client, "consultation-withdraw", row.pk)

    row.refresh_from_db()
    assert (row.scope, row.is_mandatory, row.withdrawn_by) == ("text", True, office.people["writer"])


def test_a_division_objects_and_the_writer_answers(office, client_of):
    section = with_accounting(office).submit()
    row = Consultation.objects.get()
    accountant, writer = client_of("accountant"), client_of("writer")
    assert "Send the reply" in page_of(accountant, section)

    post(accountant, "consultation-reply", row.pk, reply="object", text="不符", scope_sha256=row.scope_sha256)
    assert "Answer to the objection" in page_of(writer, section)
    post(writer, "consultation-answer", row.pk, text="已核對")

    row.refresh_from_db()
    assert row.is_settled
    assert '"address":"127.0.0.1"' in AuditEvent.objects.get(action="reply").payload_json


def test_a_refused_reply_keeps_its_text(office, client_of):
    section = with_accounting(office).submit()
    row = Consultation.objects.get()
    accountant = client_of("accountant")

    answer = post(accountant, "consultation-reply", row.pk, reply="opinion", text="寫了很久", scope_sha256="0" * 64)

    assert "Somebody was faster" in said(answer)[0]
    assert "寫了很久</textarea>" in page_of(accountant, section)


@pytest.mark.parametrize("verb", ["reply", "answer", "withdraw"])
@pytest.mark.parametrize("who", ["other_chief", "outsider"])
def test_a_consultation_of_others_does_not_exist(office, client_of, verb, who):
    with_accounting(office).submit()

    assert post(client_of(who), f"consultation-{verb}", Consultation.objects.get().pk).status_code == 404


def appoint(client, office, **changes):
    today = timezone.localdate()
    seat = Assignment.objects.get(user=office.people["chief"], acting_for=None)
    fields = {"seat": seat.pk, "substitute": office.people["other_chief"].pk, "capacity": "acting", "section_kind": ""}
    days = {"valid_from": today, "valid_to": today + timedelta(days=3)}
    return client.post(reverse("approvals:substitutes"), fields | days | changes)


def test_a_person_appoints_a_substitute_and_ends_it(office, client_of):
    client = client_of("chief")

    appoint(client, office)
    row = Assignment.objects.get(acting_for=office.people["chief"])
    page = client.get(reverse("approvals:substitutes")).content.decode()
    post(client, "substitute-end", row.pk)

    row.refresh_from_db()
    assert "acting for" in page
    assert row.valid_to == timezone.localdate()


def test_a_refused_appointment_says_why_and_keeps_the_form(office, client_of):
    answer = appoint(client_of("chief"), office, valid_to=timezone.localdate() - timedelta(days=1))

    assert "a first and a last day in this order" in answer.content.decode()
    assert not Assignment.objects.filter(acting_for__isnull=False).exists()


def test_nobody_appoints_for_others_nor_somebody_of_another_agency(office, client_of):
    stranger = make_user("stranger", make_office("npa").agency)

    appoint(client_of("writer"), office)
    appoint(client_of("chief"), office, substitute=stranger.pk)

    assert not Assignment.objects.filter(acting_for__isnull=False).exists()


def test_a_substitution_of_others_is_not_ended(office, client_of):
    appoint(client_of("chief"), office)
    row = Assignment.objects.get(acting_for=office.people["chief"])

    assert post(client_of("writer"), "substitute-end", row.pk).status_code == 404
