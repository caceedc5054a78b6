"""Every page of the admin opens for those who may, and shows nobody another agency's rows."""

import pytest
from django.contrib import admin
from django.urls import reverse

from approvals.domain.feeds import issue_feed
from approvals.domain.webhooks import EVENTS, register, sweep
from approvals.enums import Role
from approvals.models import Deadline, Extension, LadderPolicy, Preference, Reminder
from reports.domain.styles import change_style
from tests.factories.contents import warned_plan
from tests.factories.office import NOW, make_office
from tests.factories.staff import administrator_client, staff_client

pytestmark = pytest.mark.django_db

OURS = ("reports", "approvals")
FOR_ADMINISTRATOR = {"officeday"}
WITHOUT_ROWS = {
    "deskconsultation",
    "deskreport",
    "desksection",
    "edition",
    "erratum",
    "rendition",
    "route",
    "substitution",
    "waiver",
} | FOR_ADMINISTRATOR


def models():
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def name_of(model):
    return model._meta.model_name


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{name_of(model)}_{page}", args=args)


def lived_in(code):
    """An office with something in nearly every table that the admin shows."""
    office = make_office(code)
    register(
        agency=office.agency, url=f"https://{code}.example.tw/", events=list(EVENTS), actor=office.people["secretary"],
        now=office.now(),
    )  # fmt: skip
    office.write("goals")
    office.write("plan-1", warned_plan())
    office.submit("plan-1")
    sweep(now=office.now())
    for person in office.people.values():
        person.api_tokens.create(label=f"{code}的金鑰", digest=person.username, created_at=NOW, expires_at=NOW)
    change_style(agency=office.agency, changes={"has_cover": False}, actor=office.people["secretary"], now=office.now())
    LadderPolicy.objects.create(agency=office.agency)
    Preference.objects.create(user=office.people["secretary"])
    issue_feed(user=office.people["secretary"], now=NOW)
    deadline = Deadline.objects.create(report=office.report, kind="review_due", due_on="2026-02-15")
    due = Deadline.objects.create(
        report=office.report, section=office.section(), kind="section_due", due_on="2026-02-10"
    )
    Extension.objects.create(
        deadline=due, days=1, reason=f"{code}的理由", level=Role.HEAD, requested_by=office.people["secretary"],
        requested_at=NOW,
    )  # fmt: skip
    Reminder.objects.create(
        deadline=deadline, rung=0, due_on="2026-02-15", receiver=office.people["secretary"],
        claim="00000000-0000-0000-0000-000000000000", raised_at=NOW,
    )  # fmt: skip
    return office


def test_every_list_and_item_opens_for_the_administrator():
    lived_in("nia")
    client = administrator_client()
    request = client.get("/admin/").wsgi_request
    answers = {}

    for model in models():
        answers[address(model, "changelist")] = client.get(address(model, "changelist")).status_code
        for row in admin.site.get_model_admin(model).get_queryset(request)[:1]:
            answers[address(model, "change", row.pk)] = client.get(address(model, "change", row.pk)).status_code

    assert len(answers) > 30
    assert set(answers.values()) == {200}


def test_the_lists_of_other_packages_open_for_the_administrator():
    client = administrator_client()
    foreign = [model for model in admin.site._registry if model._meta.app_label not in OURS]

    assert [m for m in foreign if client.get(address(m, "changelist")).status_code != 200] == []


def test_no_list_and_no_address_shows_a_row_of_another_agency():
    own = lived_in("nia")
    own_rows = {model: set(model._default_manager.values_list("pk", flat=True)) for model in models()}
    lived_in("fia")

    for name in ("secretary", "head", "chief"):
        client = staff_client(own, name)
        pages = {name_of(model): client.get(address(model, "changelist")) for model in models()}

        assert {page.status_code for page in pages.values()} <= {200, 403}
        assert [model for model, page in pages.items() if "fia" in page.content.decode()] == []
        assert leaks(client, own_rows) == []


def leaks(client, own_rows):
    """What the pages of one person show of rows that are not their agency's."""
    request = client.get("/admin/").wsgi_request
    found = []
    for model in models():
        shown = set(admin.site.get_model_admin(model).get_queryset(request).values_list("pk", flat=True))
        found += [(name_of(model), pk) for pk in shown - own_rows[model]]
        foreign = model._default_manager.exclude(pk__in=own_rows[model]).first()
        if foreign is not None and client.get(address(model, "change", foreign.pk)).status_code == 200:
            found.append((name_of(model), foreign.pk))
    return found


def test_the_page_wears_the_chosen_theme(settings):
    html = administrator_client().get("/admin/").content.decode()

    assert ("unfold/css/styles.css" in html) == (settings.ADMIN_THEME == "unfold")


def test_the_secretariat_sees_its_own_rows():
    own = lived_in("nia")
    client = staff_client(own, "secretary")

    pages = {name_of(model): client.get(address(model, "changelist")) for model in models()}

    counts = {name: page.context["cl"].result_count for name, page in pages.items() if name not in WITHOUT_ROWS}
    assert [name for name, count in counts.items() if count == 0] == []


def test_nothing_of_ours_can_be_deleted():
    request = administrator_client().get("/admin/").wsgi_request

    can = [name_of(m) for m in models() if admin.site.get_model_admin(m).has_delete_permission(request)]

    assert set(can) == FOR_ADMINISTRATOR


def test_what_the_moves_write_is_nowhere_a_field_of_a_form():
    lived_in("nia")
    request = administrator_client().get("/admin/").wsgi_request
    guarded = {"status", "lock_version", "current_revision", "signed_off_revision", "desk", "met_at"}
    found = {}

    for model in models():
        model_admin = admin.site.get_model_admin(model)
        row = model_admin.get_queryset(request).first()
        found[name_of(model)] = guarded & model_admin.get_form(request, row, change=row is not None).base_fields.keys()

    assert {name: fields for name, fields in found.items() if fields} == {}


@pytest.mark.parametrize("name", ["auditevent", "sectionrevision", "storedfinding", "decision", "round", "edition"])
def test_history_cannot_be_added_to_or_changed(name):
    request = administrator_client().get("/admin/").wsgi_request
    model_admin = next(admin.site.get_model_admin(m) for m in models() if name_of(m) == name)

    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
