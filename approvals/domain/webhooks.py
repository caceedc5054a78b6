"""Where an agency has its events posted to, and which events are owed there.

What is owed follows from the audit chain (docs/adr/0012-webhooks-follow-the-audit-chain.md): a move and its event are
one transaction, an event's number in its report's chain has no gap, and a cursor says how far an endpoint has come.
"""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from ipaddress import ip_network
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.models import WebhookCursor, WebhookDelivery, WebhookEndpoint
from approvals.workflow import TRANSITIONS
from reports.domain import access, audit
from reports.domain.refusals import Refusal
from reports.domain.sealing import seal
from reports.enums import Ability
from reports.models import Agency, AuditEvent, AuditHead, Section, User
from reports.values.addresses import Address, is_public, plain_address

EVENTS: tuple[str, ...] = tuple(f"{row.subject}.{row.action}" for row in TRANSITIONS)
"""Every move there is, as the names that a receiver reads."""
SECRET_PREFIX = "whsec_"  # noqa: S105  lets a scanner of leaked secrets recognise one
LONGEST_URL = 500
BATCH = 500


class UnableToRegister(Refusal):
    texts: ClassVar[Mapping[str, Promise]] = {
        "bad_url": _("Give a complete https:// address without a user name and without “#”."),
        "not_public": _("This address is inside a private network, where the site does not post to."),
        "no_events": _("Choose at least one event."),
        "unknown_event": _("There is no such event: %(event)s"),
        "no_role": _("Only the agency's secretariat may do this."),
    }
    statuses: ClassVar[Mapping[str, int]] = {**dict.fromkeys(texts, 422), "no_role": 403}


def is_allowed(address: Address, *, scheme: str) -> bool:
    """Whether the site may connect there: the public internet over TLS, and the networks that the operator named."""
    if any(address in ip_network(network) for network in settings.JIBAO_WEBHOOK_NETWORKS):
        return True
    return scheme == "https" and is_public(address)


def register(
    *, agency: Agency, url: str, events: Collection[str], actor: User, now: datetime
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint, told of what happens from now on. The second value is its secret, to be shown once."""
    _require(actor, agency, now)
    _check(url, events)
    secret = _new_secret()
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.create(
            agency=agency, url=url, events=_sorted(events), sealed_secret=seal(secret), created_at=now,
            created_by=actor,
        )  # fmt: skip
        heads = AuditHead.objects.filter(report__agency=agency)
        WebhookCursor.objects.bulk_create(
            WebhookCursor(endpoint=endpoint, report_id=head.report_id, sequence=head.sequence) for head in heads
        )
        _note(endpoint, "register_webhook", actor, now)
    return endpoint, secret


def change(
    *, endpoint: WebhookEndpoint, url: str, events: Collection[str], is_active: bool, actor: User, now: datetime
) -> WebhookEndpoint:
    """An endpoint that is not active is owed nothing of what happens meanwhile; what was queued waits."""
    _require(actor, endpoint.agency, now)
    _check(url, events)
    endpoint.url, endpoint.events, endpoint.is_active = url, _sorted(events), is_active
    with transaction.atomic():
        # What happened until now goes by the old choice.
        _look_after(WebhookEndpoint.objects.get(pk=endpoint.pk), now)
        endpoint.save(update_fields=["url", "events", "is_active"])
        _note(endpoint, "change_webhook", actor, now)
    return endpoint


def renew_secret(*, endpoint: WebhookEndpoint, actor: User, now: datetime) -> str:
    """Another secret, to be shown once; from now on every message is signed with it."""
    _require(actor, endpoint.agency, now)
    secret = _new_secret()
    endpoint.sealed_secret = seal(secret)
    with transaction.atomic():
        endpoint.save(update_fields=["sealed_secret"])
        _note(endpoint, "renew_webhook_secret", actor, now)
    return secret


def managed_by(user: User, now: datetime) -> Collection[Agency]:
    """The agencies whose webhooks this person keeps: the secretariat's own, all of them for the administrator."""
    agencies = access.policy().overseen_agencies(user, now)
    return [agency for agency in agencies if _may_manage(user, agency, now)]


def sweep(*, now: datetime) -> int:
    """Write what is owed to every endpoint since it was last looked after; how many deliveries that made."""
    return sum(_look_after(endpoint, now) for endpoint in WebhookEndpoint.objects.order_by("pk"))


def _look_after(endpoint: WebhookEndpoint, now: datetime) -> int:
    seen = WebhookCursor.objects.filter(
        endpoint=endpoint, report=OuterRef("report"), sequence__gte=OuterRef("sequence")
    )
    heads = AuditHead.objects.filter(~Exists(seen), report__agency=endpoint.agency_id, sequence__gt=0)
    return sum(_advance(endpoint, report_id, now) for report_id in heads.values_list("report", flat=True))


def _advance(endpoint: WebhookEndpoint, report_id: int, now: datetime) -> int:
    """Take the report's next events. The cursor's lock lets one sweep do it; the other finds nothing left."""
    with transaction.atomic():
        WebhookCursor.objects.get_or_create(endpoint=endpoint, report_id=report_id, defaults={"sequence": 0})
        cursor = WebhookCursor.objects.select_for_update().get(endpoint=endpoint, report_id=report_id)
        # Somebody may have changed it since this sweep began.
        endpoint.refresh_from_db(fields=["events", "is_active"])
        found = AuditEvent.objects.filter(report=report_id, sequence__gt=cursor.sequence).order_by("sequence")
        events = list(found.select_related("report__agency")[:BATCH])
        if not events:
            return 0
        cursor.sequence = events[-1].sequence
        cursor.save(update_fields=["sequence"])
        wanted = [event for event in events if endpoint.is_active and event_name(event) in endpoint.events]
        WebhookDelivery.objects.bulk_create(_deliveries(endpoint, wanted, now))
    return len(wanted)


def event_name(event: AuditEvent) -> str:
    kind = "section" if event.subject.startswith("section:") else "report"
    return f"{kind}.{event.action}"


def _deliveries(endpoint: WebhookEndpoint, events: Iterable[AuditEvent], now: datetime) -> list[WebhookDelivery]:
    rows = []
    for event in events:
        row = WebhookDelivery(
            endpoint=endpoint, event=event, name=event_name(event), created_at=now, next_attempt_at=now
        )
        row.body = json.dumps(_body(row, event), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        rows.append(row)
    return rows


def _body(delivery: WebhookDelivery, event: AuditEvent) -> dict[str, object]:
    """What happened to what, and where to read about it: no text and no name of a person leaves the site by itself."""
    code = event.subject.removeprefix("section:") if event.subject.startswith("section:") else None
    section = Section.objects.filter(report=event.report_id, code=code).first() if code else None
    path = f"sections/{section.pk}" if section is not None else f"reports/{event.report_id}"
    return {
        "delivery": str(delivery.delivery_id),
        "event": delivery.name,
        "at": event.at.isoformat(),
        "agency": event.report.agency.code,
        "report": {"id": event.report_id, "roc_year": event.report.roc_year},
        "section": {"id": section.pk, "code": section.code} if section is not None else None,
        "sequence": event.sequence,
        "hash": event.hash,
        "url": f"{settings.SITE_URL}/api/v1/{path}",
    }


def _require(actor: User, agency: Agency, now: datetime) -> None:
    if not _may_manage(actor, agency, now):
        raise UnableToRegister("no_role")


def _may_manage(user: User, agency: Agency, now: datetime) -> bool:
    return user.is_superuser or access.policy().can(user, Ability.MANAGE, agency, now)


def _check(url: str, events: Collection[str]) -> None:
    _check_url(url)
    if not events:
        raise UnableToRegister("no_events")
    if unknown := set(events) - set(EVENTS):
        raise UnableToRegister("unknown_event", event=min(unknown))


def _check_url(url: str) -> None:
    """What can be seen without asking the network; the address itself is checked before every message."""
    parts = _split(url)
    schemes = {"https", "http"} if settings.JIBAO_WEBHOOK_NETWORKS else {"https"}
    is_complete = parts is not None and parts.scheme in schemes and parts.hostname and url.isascii()
    if not is_complete or parts is None or parts.username is not None or parts.fragment or len(url) > LONGEST_URL:
        raise UnableToRegister("bad_url")
    try:
        address = plain_address(parts.hostname or "")
    except ValueError:
        return
    if not is_allowed(address, scheme=parts.scheme):
        raise UnableToRegister("not_public")


def _split(url: str) -> SplitResult | None:
    """None for what is no address; a blank or a control character would end the request line."""
    if any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return None
    return parts


def _without_keys(url: str) -> str:
    """For the chain, which forgets nothing: receivers put keys into the query, and accounts before the host."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def _sorted(events: Collection[str]) -> list[str]:
    return [event for event in EVENTS if event in set(events)]


def _note(endpoint: WebhookEndpoint, action: str, actor: User, now: datetime) -> None:
    payload = {"url": _without_keys(endpoint.url), "events": endpoint.events, "is_active": endpoint.is_active}
    audit.append_agency_event(
        agency=endpoint.agency, actor=actor, action=action, subject=f"webhook:{endpoint.pk}", payload=payload, now=now
    )
