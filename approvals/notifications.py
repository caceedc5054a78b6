"""What a notice says, and the notice as a mail in the language of its receiver."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from approvals.enums import OPTIONAL_BY_MAIL, Audience, DeadlineKind, NoticeKind, Reply
from approvals.models import Notice
from approvals.models.labels import LABELS
from reports.enums import Scope
from reports.values.roc import format_date

SENTENCES: dict[NoticeKind, Promise] = {
    NoticeKind.SUBMITTED: _("%(actor)s submitted “%(subject)s”. It lies on your desk."),
    NoticeKind.ENDORSED: _("%(actor)s endorsed “%(subject)s”. It lies on your desk."),
    NoticeKind.SENT_BACK: _("%(actor)s sent “%(subject)s” back."),
    NoticeKind.SIGNED_OFF: _("%(actor)s signed “%(subject)s” off."),
    NoticeKind.REOPENED: _("%(actor)s reopened “%(subject)s”, which had been signed off."),
    NoticeKind.RECALLED: _("%(actor)s took “%(subject)s” back; there is nothing for you to decide."),
    NoticeKind.REASSIGNED: _("%(actor)s reassigned “%(subject)s”. It lies on your desk."),
    NoticeKind.CONSULTED: _("%(actor)s asks %(division)s for its opinion on “%(subject)s” (%(scope)s)."),
    NoticeKind.CONSULTATION_REPLIED: _("%(division)s replied on “%(subject)s” (%(scope)s): %(reply)s."),
    NoticeKind.CONSULTATION_WITHDRAWN: _(
        "%(actor)s withdrew the question to %(division)s on “%(subject)s” (%(scope)s); there is nothing to reply."
    ),
    NoticeKind.REPORT_SUBMITTED: _("%(actor)s sent “%(subject)s” up. It awaits your approval."),
    NoticeKind.REPORT_SENT_BACK: _("%(actor)s sent “%(subject)s” back."),
    NoticeKind.REPORT_APPROVED: _("%(actor)s approved “%(subject)s”. It can be published."),
    NoticeKind.REPORT_PUBLISHED: _("%(actor)s published “%(subject)s”."),
    NoticeKind.PUBLICATION_CANCELLED: _("%(actor)s cancelled the publication of “%(subject)s” before it was visible."),
    NoticeKind.CORRECTION_OPENED: _(
        "%(actor)s opened a correction of “%(subject)s”. The published edition stays public."
    ),
    NoticeKind.EDITION_WITHDRAWN: _("%(actor)s withdrew an edition of “%(subject)s”; the public reads a notice."),
    NoticeKind.MENTIONED: _("%(actor)s mentioned you in a comment on “%(subject)s”."),
    NoticeKind.EXTENSION_REQUESTED: _(
        "%(actor)s asks for %(days)s more office days for “%(subject)s” (%(deadline)s, %(due_on)s)."
    ),
    NoticeKind.EXTENSION_GRANTED: _(
        "%(actor)s granted %(days)s more office days for “%(subject)s” (%(deadline)s): it is now due on %(due_on)s."
    ),
    NoticeKind.EXTENSION_REFUSED: _(
        "%(actor)s refused more time for “%(subject)s” (%(deadline)s): it stays due on %(due_on)s."
    ),
    NoticeKind.REMINDER: _("%(deadline)s: “%(subject)s” is due on %(due_on)s."),
    NoticeKind.OVERDUE: _("%(deadline)s: “%(subject)s” was due on %(due_on)s and is still open."),
    NoticeKind.NUDGE: _("%(actor)s reminds you – %(deadline)s: “%(subject)s”, %(due_on)s."),
    NoticeKind.WEEKLY_LIST: _("%(count)s items of “%(subject)s” are due or overdue this week."),
    NoticeKind.DAILY: _("What you should know of today:"),
    NoticeKind.ADDRESS_REFUSED: _("The mail server refuses the address %(address)s of %(person)s: %(error)s"),
}

# Over a mail, where the name of the kind would say less than is known.
SUBJECTS: dict[NoticeKind, Promise] = {
    NoticeKind.SUBMITTED: _("A section awaits your signature"),
    NoticeKind.ENDORSED: _("An endorsed section awaits your signature"),
}


# A mail may be years old when its link is used, so the signature does not end.
_SIGNER = Signer(salt="approvals.unsubscribe")


class Place(Enum):
    """Under which heading of the day's mail something stands, in this order."""

    LATE = auto()
    DUE = auto()
    COPY = auto()
    LISTED = auto()
    KNOWN = auto()


HEADINGS: dict[Place, Promise] = {
    Place.LATE: _("Overdue – please do this now"),
    Place.DUE: _("Due soon"),
    Place.COPY: _("For your information; others have to do this"),
    Place.LISTED: _("Long overdue, on the secretariat's list"),
    Place.KNOWN: _("Still open, of which you were told before"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says, in the language that was active when it was asked; `path` leads to its subject."""

    label: str
    sentence: str
    comment: str
    path: str


def told(notice: Notice) -> Told:
    params = _params(notice)
    kind = NoticeKind(notice.kind)
    return Told(
        label=str(SUBJECTS.get(kind, LABELS[kind])), sentence=str(SENTENCES[kind]) % params,
        comment=str(params.get("comment", "")), path=_path(notice.section_id, notice.report_id),
    )  # fmt: skip


def message_for(notice: Notice) -> EmailMultiAlternatives:
    """The mail of a notice: plain text and HTML, with the Message-ID that was fixed when the notice was written."""
    with translation.override(notice.receiver.language):
        template, context = "notice", _context(notice)
        if notice.kind == NoticeKind.DAILY:
            template, context = "daily", {**context, **_daily(notice)}
        # A header is one line, whatever the title of a section holds.
        subject = " ".join((_t("[Jibao] %(label)s: %(subject)s") % context).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string(f"approvals/mail/{template}.txt", context),
            to=[notice.receiver.email],
            headers={"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated", **_unsubscribing(context)},
        )
        message.attach_alternative(render_to_string(f"approvals/mail/{template}.html", context), "text/html")
        return message


def send(notice: Notice) -> None:
    """Hand the mail to the mail server. Raises SMTPException or OSError when it does not take it."""
    message_for(notice).send()


def _context(notice: Notice) -> dict[str, object]:
    said = told(notice)
    return {
        "label": said.label,
        "subject": str(notice.section or notice.report),
        "sentence": said.sentence,
        "comment": said.comment,
        "notice": notice,
        "language": notice.receiver.language,
        "link": f"{settings.SITE_URL}{said.path}",
        "unsubscribe": _unsubscribe_link(notice),
    }


def _unsubscribe_link(notice: Notice) -> str:
    """Where its receiver ends the mails of this kind without logging in; "" for a kind that always comes by mail."""
    if NoticeKind(notice.kind) not in OPTIONAL_BY_MAIL:
        return ""
    token = _SIGNER.sign_object([notice.receiver_id, notice.kind])
    return f"{settings.SITE_URL}{reverse('approvals:unsubscribe', args=[token])}"


def unsubscribed(token: str) -> tuple[int, NoticeKind] | None:
    """The person's primary key and the kind that this link was made for; None for a token that we did not make."""
    try:
        person, kind = _SIGNER.unsign_object(token)
    except BadSignature:
        return None
    return person, NoticeKind(kind)


def _unsubscribing(context: Mapping[str, object]) -> dict[str, str]:
    """The headers of one-click unsubscription (RFC 8058)."""
    link = context["unsubscribe"]
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if link else {}


def _params(notice: Notice) -> dict[str, object]:
    """What the sentence is filled with: the notice's own parameters, their values as people read them."""
    params = {**notice.params, "subject": str(notice.section or notice.report)}
    if "due_on" in params:
        params["deadline"] = LABELS[DeadlineKind(params["deadline"])]
        params["due_on"] = _due_date(params["due_on"], params["last_day"])
    if "scope" in params:
        params["scope"] = LABELS[Scope(params["scope"])]
        params["reply"] = LABELS[Reply(params["reply"])] if params["reply"] else ""
    return params


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a mail of the day tells; `holders` are named to those who do not have to do it themselves."""

    sentence: str
    link: str
    holders: str = ""


def _daily(notice: Notice) -> dict[str, object]:
    """The notices of a mail of the day under their headings, what is late first."""
    groups: dict[Promise, list[Line]] = {heading: [] for heading in HEADINGS.values()}
    lists: dict[str, list[Line]] = {}
    for each in notice.bundled.select_related("report").order_by("id"):
        if each.kind == NoticeKind.WEEKLY_LIST:
            lists[str(each.report)] = [_line(item) for item in each.params["items"]]
        else:
            place = _place(each)
            groups[HEADINGS[place]].append(_line(each.params, is_own=place in {Place.LATE, Place.DUE}))
    groups[HEADINGS[Place.KNOWN]] += [_line(item) for item in notice.params.get("still_open", ())]
    count = sum(len(lines) for lines in (*groups.values(), *lists.values()))
    return {
        "subject": ngettext("%(count)s item", "%(count)s items", count) % {"count": count},
        "groups": [(heading, lines) for heading, lines in groups.items() if lines],
        "lists": lists.items(),
    }


def _place(notice: Notice) -> Place:
    audience = Audience(notice.params["audience"])
    if audience is Audience.SECRETARIAT:
        return Place.LISTED
    if audience is not Audience.HOLDER or notice.params["is_copy"]:
        return Place.COPY
    return Place.LATE if notice.kind == NoticeKind.OVERDUE else Place.DUE


def _line(item: Mapping[str, Any], *, is_own: bool = False) -> Line:
    kind = NoticeKind.OVERDUE if item["is_late"] else NoticeKind.REMINDER
    words = {
        "subject": item["subject"],
        "deadline": LABELS[DeadlineKind(item["deadline"])],
        "due_on": _due_date(item["due_on"], item["last_day"]),
    }
    holders = "" if is_own else "、".join(item["holders"])
    return Line(SENTENCES[kind] % words, f"{settings.SITE_URL}{_path(item['section'], item['report'])}", holders)


def _path(section_id: int | None, report_id: int) -> str:
    """The page of the section; of a report its board, which those who are told of reports may see."""
    if section_id is not None:
        return reverse("reports:section", args=[section_id])
    return reverse("approvals:board", args=[report_id])


def _due_date(due_on: str, last_day: str) -> str:
    """The printed date; of a date that is a day off also the office day on which the period really ends."""
    if due_on == last_day:
        return _printed(due_on)
    return _t("%(due_on)s (a day off; the last day is %(last_day)s)") % {
        "due_on": _printed(due_on), "last_day": _printed(last_day),
    }  # fmt: skip


def _printed(iso: str) -> str:
    day = date.fromisoformat(iso)
    if (translation.get_language() or "").startswith("zh"):
        return format_date(day)
    return str(formats.date_format(day, "j F Y"))
