"""Notices as mails: the receiver's language, the fixed Message-ID, nothing of the text taken for markup."""

from datetime import date

import pytest
from django.utils import translation

from approvals.domain.consultations import reply
from approvals.domain.reminders import raise_due
from approvals.enums import OPTIONAL_BY_MAIL, NoticeKind, Reply
from approvals.models import Consultation, Notice
from approvals.notifications import SENTENCES, message_for, send, unsubscribed
from tests.factories.calendar import import_2026
from tests.factories.deadlines import morning, section_due
from tests.factories.notices import queue
from tests.factories.office import make_office
from tests.factories.routes import with_accounting
from tests.support.smtp import smtp_sink

pytestmark = pytest.mark.django_db

REMINDER = {"deadline": "section_due", "due_on": "2026-02-10", "last_day": "2026-02-10", "rung": -1}
REFUSED = {"count": 3, "person": "承辦人乙", "address": "乙@example.tw", "error": "550 no such user"}
WITHOUT_SUBJECT = {NoticeKind.DAILY, NoticeKind.ADDRESS_REFUSED}
CONSULTATION = {"division": "主計室", "scope": "budget", "reply": "object"}


@pytest.fixture
def office():
    office = make_office()
    office.people["chief"].language = "en"
    office.people["chief"].save()
    return office


def html_of(message) -> str:
    [(content, kind)] = message.alternatives
    assert kind == "text/html"
    return content


def test_a_mail_says_who_what_and_where(office, settings):
    settings.SITE_URL = "https://jibao.example.tw"
    notice = queue(office, section=office.section("plan-1"), kind=NoticeKind.SENT_BACK, comment="數據請補\n第二行")
    link = f"https://jibao.example.tw/sections/{notice.section_id}/"

    message = message_for(notice)

    assert message.to == ["nia-chief@example.tw"]
    assert message.subject == "[Jibao] A section was sent back: 計畫1"
    assert message.extra_headers == {"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"}
    assert message.body.splitlines() == [
        "Dear nia-chief,", "",
        "承辦人甲 sent “計畫1” back.", "",
        "Their comment:", "數據請補", "第二行", "",
        f"Report: {office.report.title}", "Agency: 示範機關nia", f"Open it here: {link}", "",
        "-- ", "This mail was sent by Jibao. Nobody reads answers to it.",
    ]  # fmt: skip
    assert f'<a href="{link}">Open it in Jibao</a>' in html_of(message)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_makes_a_mail(office, kind):
    params = {**REMINDER, **CONSULTATION, **REFUSED, "days": 3}
    message = message_for(queue(office, kind=kind, section=office.section("plan-1"), **params))

    assert kind in WITHOUT_SUBJECT or "計畫1" in message.body
    assert "%(" not in message.subject + message.body + html_of(message)
    assert set(SENTENCES) == set(NoticeKind)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("reassigned", "承辦人甲 reassigned “計畫1”. It lies on your desk."),
        ("consulted", "承辦人甲 asks 主計室 for its opinion on “計畫1” (The budget)."),
        ("consultation_replied", "主計室 replied on “計畫1” (The budget): Object."),
        (
            "consultation_withdrawn",
            "承辦人甲 withdrew the question to 主計室 on “計畫1” (The budget); there is nothing to reply.",
        ),
    ],
)
def test_a_mail_of_a_consultation_says_who_asks_whom_about_what(office, kind, sentence):
    message = message_for(queue(office, kind=NoticeKind(kind), section=office.section("plan-1"), **CONSULTATION))

    assert sentence in message.body.splitlines()


def test_what_a_consultation_writes_is_enough_for_its_mails():
    office = with_accounting(make_office())
    office.submit()
    row = Consultation.objects.get()

    reply(consultation=row, answer=Reply.OBJECT, text="數字不符", actor=office.people["accountant"], now=office.now())

    kinds = [NoticeKind.CONSULTED, NoticeKind.CONSULTATION_REPLIED]
    for notice in Notice.objects.filter(kind__in=kinds):
        assert "主計室" in message_for(notice).body


def test_a_report_is_named_where_there_is_no_section(office):
    message = message_for(queue(office, kind=NoticeKind.REPORT_APPROVED))

    assert f"承辦人甲 approved “{office.report.title}”. It can be published." in message.body
    assert f"/board/{office.report.pk}/" in message.body


def test_a_text_is_not_taken_for_markup(office):
    section = office.section("plan-1")
    section.title = "甲<b>乙</b> & 丙\r\nBcc: everybody@example.tw"
    message = message_for(queue(office, section=section, comment="<script>alert(1)</script>"))

    assert message.subject == "[Jibao] A section awaits your signature: 甲<b>乙</b> & 丙 Bcc: everybody@example.tw"
    assert message.message()["Bcc"] is None
    assert "甲<b>乙</b> & 丙" in message.body
    assert "甲&lt;b&gt;乙&lt;/b&gt; &amp; 丙" in html_of(message)
    assert "<script>" not in html_of(message)


@pytest.mark.parametrize(
    ("language", "due_on", "last_day", "printed"),
    [
        ("en", "2026-02-10", "2026-02-10", "is due on 10 February 2026."),
        (
            "en", "2026-02-15", "2026-02-23",
            "is due on 15 February 2026 (a day off; the last day is 23 February 2026).",
        ),
        ("zh-hant", "2026-02-10", "2026-02-10", "115年2月10日"),
    ],
)  # fmt: skip
def test_the_date_is_printed_as_the_receiver_writes_it(office, language, due_on, last_day, printed):
    office.people["chief"].language = language
    office.people["chief"].save()
    params = {**REMINDER, "due_on": due_on, "last_day": last_day}

    message = message_for(queue(office, kind=NoticeKind.REMINDER, **params))

    assert printed in message.body
    assert printed in html_of(message)


def test_the_language_is_the_receivers_not_the_senders(office):
    office.people["chief"].language = "en"
    office.people["chief"].save()

    with translation.override("zh-hant"):
        message = message_for(queue(office))
        assert translation.get_language() == "zh-hant"

    assert message.subject.startswith("[Jibao] A section awaits your signature")


def test_every_kind_that_may_be_left_out_says_how(office, settings):
    settings.SITE_URL = "https://jibao.example.tw"
    params, found = {**REMINDER, **CONSULTATION, **REFUSED, "days": 3}, {}
    for kind in NoticeKind:
        message = message_for(queue(office, kind=kind, section=office.section("plan-1"), **params))
        link = message.extra_headers.get("List-Unsubscribe", "").strip("<>")
        one_click = message.extra_headers.get("List-Unsubscribe-Post", "")
        assert (link in message.body, one_click) == (True, "List-Unsubscribe=One-Click" if link else "")
        found[kind] = link

    assert {kind for kind, link in found.items() if link} == OPTIONAL_BY_MAIL
    link = found[NoticeKind.MENTIONED]
    assert link.startswith("https://jibao.example.tw/unsubscribe/")
    assert unsubscribed(link.split("/")[-2]) == (office.people["chief"].pk, NoticeKind.MENTIONED)


def test_a_mail_survives_the_wire(office, settings):
    notice = queue(office, section=office.section("plan-1"), comment="數據請補")

    with smtp_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        send(notice)

    [message] = sink.messages
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    assert (message["To"], message["Message-ID"]) == ("nia-chief@example.tw", notice.message_id)
    # A header that is folded before its first word begins with a blank.
    assert message["Subject"].strip() == "[Jibao] A section awaits your signature: 計畫1"
    assert set(parts) == {"text/plain", "text/html"}
    assert all("數據請補" in text for text in parts.values())


def daily_of(office, name: str):
    """The mail of the day of one of the office's people, in English."""
    person = office.people[name]
    person.language = "en"
    person.save()
    return message_for(Notice.objects.filter(receiver=person, kind=NoticeKind.DAILY).latest("id"))


@pytest.fixture
def late_office():
    """The 13th: one section is three office days late, one due today, one was told of the day before."""
    import_2026()
    office = make_office()
    section_due(office, "follow-up", due_on=date(2026, 2, 9))
    raise_due(now=morning(date(2026, 2, 12)))
    section_due(office, "goals")
    section_due(office, "overall-opinion", due_on=date(2026, 2, 13))
    raise_due(now=morning(date(2026, 2, 13)))
    return office


def test_the_mail_of_the_day_puts_what_is_late_first(late_office):
    message = daily_of(late_office, "clerk")

    heads = [line for line in message.body.splitlines() if line and line[0] not in "- "][1:4]
    assert message.subject == "[Jibao] The day's mail: 3 items"
    assert heads == ["Overdue – please do this now", "Due soon", "Still open, of which you were told before"]
    assert "- Section due: “年度施政目標” was due on 10 February 2026 and is still open." in message.body
    assert "- Section due: “綜合意見” is due on 13 February 2026." in message.body
    assert "“辦理情形” was due on 9 February 2026 and is still open. It lies with nia-clerk." in message.body
    assert html_of(message).count("<h2>") == 3


def test_the_supervisor_and_the_secretariat_read_with_whom_it_lies(late_office):
    supervisor, secretary = daily_of(late_office, "clerk_chief"), daily_of(late_office, "secretary")

    assert "For your information; others have to do this" in supervisor.body
    assert "It lies with nia-clerk." in supervisor.body
    assert secretary.subject == "[Jibao] The day's mail: 1 item"
    assert f"This week's list: {late_office.report.title}" in secretary.body.splitlines()
    assert "“辦理情形” was due on 9 February 2026 and is still open. It lies with nia-clerk." in secretary.body


def test_the_mail_of_the_day_in_chinese_dates_by_the_republic(late_office):
    notice = Notice.objects.filter(receiver=late_office.people["clerk"], kind=NoticeKind.DAILY).latest("id")

    assert "115年2月10日" in message_for(notice).body
